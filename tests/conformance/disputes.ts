import { expect, it } from "vitest"
import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import { exactPence } from "#domain/money.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { amount, answer, call, carded, disputed, look, okValue } from "./stages.ts"

const saying = (explanation: string): DisputeAnswer => ({ kind: "evidence", evidence: { explanation } })
const acceptance: DisputeAnswer = { kind: "acceptance" }
const notPossible = { kind: "refused", reason: "not_possible" }

export function testDisputes(subject: Subject): void {
  it("show with the sum that the bank has taken and the time for an answer", async () => {
    const payment = await carded(subject(), "good")
    const before = await subject().now()
    await subject().openDispute(payment.request.paymentId, 10_000)
    const snapshot = await look(subject(), payment)
    expect(snapshot).toMatchObject({ status: "captured", captured: amount, refunds: [] })
    const [dispute, ...others] = snapshot.disputes
    expect(others).toEqual([])
    expect(dispute).toMatchObject({ amount: exactPence(10_000), status: "needs_response" })
    expect(dispute?.reason).toMatch(/^\w+$/)
    expect(dispute?.openedAt).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000)
    expect(dispute?.evidenceDueAt).toBeGreaterThan(dispute?.openedAt ?? Number.POSITIVE_INFINITY)
  })

  it.each(["won", "lost"] as const)("show as %s once the bank has decided", async (decision) => {
    const payment = await carded(subject(), "good")
    await subject().openDispute(payment.request.paymentId, amount)
    const [opened] = (await look(subject(), payment)).disputes
    await subject().decideDispute(opened?.acquirerDisputeId ?? "none", decision)
    expect((await look(subject(), payment)).disputes).toEqual([{ ...opened, status: decision }])
  })
  testAnswering(subject)
}

function testAnswering(subject: Subject): void {
  it.each([
    ["winning_evidence", "won"],
    ["losing_evidence", "lost"],
    ["The officer saw the payee pay.", "under_review"],
  ])("evidence: %s makes it %s", async (explanation, status) => {
    const payment = await disputed(subject())
    const [opened] = (await look(subject(), payment)).disputes
    const told = okValue(await answer(subject(), payment, { answer: saying(explanation) }))
    expect(told).toEqual({ ...opened, status })
    expect((await look(subject(), payment)).disputes).toEqual([told])
  })

  it("evidence has more to say than an explanation", async () => {
    const evidence = {
      explanation: "winning_evidence",
      productDescription: "Treth y Cyngor 2026/27 – Council Tax",
      serviceDate: "2026-04-01",
      refundRefusal: "The bill is the payee's own.",
      duplicateCharge: "Two instalments of one bill.",
    }
    const payment = await disputed(subject())
    const told = await answer(subject(), payment, { answer: { kind: "evidence", evidence } })
    expect(okValue(told)).toMatchObject({ status: "won" })
  })

  it("acceptance loses it", async () => {
    const payment = await disputed(subject())
    expect(okValue(await answer(subject(), payment, { answer: acceptance }))).toMatchObject({
      amount,
      status: "lost",
    })
    expect((await look(subject(), payment)).disputes).toMatchObject([{ status: "lost" }])
  })

  it("is answered once: the same key answers the same, another is not possible", async () => {
    const payment = await disputed(subject())
    const given = { answer: saying("The officer saw the payee pay."), over: call() }
    const first = okValue(await answer(subject(), payment, given))
    expect(okValue(await answer(subject(), payment, given))).toEqual(first)
    for (const other of [saying("losing_evidence"), acceptance]) {
      expect(await answer(subject(), payment, { answer: other })).toMatchObject(notPossible)
    }
    expect((await look(subject(), payment)).disputes).toEqual([first])
  })

  it("takes no answer once the bank has decided", async () => {
    const payment = await disputed(subject())
    await subject().decideDispute(payment.acquirerDisputeId, "won")
    for (const late of [saying("losing_evidence"), acceptance]) {
      expect(await answer(subject(), payment, { answer: late })).toMatchObject(notPossible)
    }
    expect((await look(subject(), payment)).disputes).toMatchObject([{ status: "won" }])
  })

  it("a bank that only asked may take the money after its answer, and asks again", async () => {
    const payment = await disputed(subject(), "asks")
    expect((await look(subject(), payment)).disputes).toMatchObject([{ amount: 0, status: "needs_response" }])
    const told = okValue(await answer(subject(), payment, { answer: saying("escalate_inquiry_evidence") }))
    expect(told).toMatchObject({ amount, status: "needs_response" })
    const taken = { ...payment, amount: told.amount }
    expect(okValue(await answer(subject(), taken, { answer: saying("winning_evidence") }))).toMatchObject({
      amount,
      status: "won",
    })
  })

  it("no answer to a dispute that is not there", async () => {
    const payment = await disputed(subject())
    const strange = { ...payment, acquirerDisputeId: "dp_strange" }
    expect((await answer(subject(), strange, { answer: acceptance })).kind).toBe("refused")
    expect((await look(subject(), payment)).disputes).toMatchObject([{ status: "needs_response" }])
  })
}
