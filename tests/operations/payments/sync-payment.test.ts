import { beforeEach, describe, expect, it } from "vitest"
import type { Payment } from "#domain/payments/payment.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)

beforeEach(() => desk.nothingDue())

async function sync(payment: Payment) {
  return await syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })
}

function fetches(): number {
  return till.council.outside.acquirer.calls.filter(({ operation }) => operation === "fetch").length
}

describe("an answer that others overtake", () => {
  it("contradicts no dispute that was decided meanwhile", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    const object = till.firstObjectOf(payment.id)
    const dispute = {
      acquirerDisputeId: `dp_${payment.id}`,
      amount: payment.amount,
      reason: "fraudulent",
      evidenceDueAt: null,
      openedAt: till.council.outside.clock.now(),
    }
    acquirer.change(object, { disputes: [{ ...dispute, status: "needs_response" }] })
    acquirer.onTheWay.push(async () => {
      acquirer.change(object, { disputes: [{ ...dispute, status: "lost" }] })
      await sync(payment)
    })
    expect(await sync(payment)).toMatchObject({ ok: true })
    const states = await till.sql`select state from dispute where payment_id = ${payment.id}`
    expect([...states]).toEqual([{ state: "lost" }])
    expect(await desk.casesOf(payment.id)).toEqual([])
  })

  it("contradicts no refund that failed meanwhile", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    const object = till.firstObjectOf(payment.id)
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    await desk.ask(payment.id, 4_000)
    const made = acquirer.payments.get(object)?.refunds ?? []
    acquirer.change(object, { refunds: made.map((one) => ({ ...one, status: "succeeded" })) })
    acquirer.onTheWay.push(async () => {
      acquirer.change(object, { refunds: made.map((one) => ({ ...one, status: "failed" })) })
      await sync(payment)
    })
    await sync(payment)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 failed"])
    expect(await desk.casesOf(payment.id)).toEqual([])
  })

  it("leaves a capture alone that was planned meanwhile", async () => {
    const { outside } = till.council
    const { acquirer } = outside
    const payment = await aStartedPayment(till.council)
    const object = till.firstObjectOf(payment.id)
    const url = "https://acquirer.example/challenge"
    acquirer.script.push(() => {
      acquirer.change(object, { status: "challenge", challengeUrl: url })
      return { kind: "ok", value: { status: "challenge", url, card: scriptedCard }, evidence: {} }
    })
    const begun = await authorisePayment(outside, { paymentId: payment.id, token: "tok_overtaken" })
    if (begun.ok) await begun.value.settled
    acquirer.onTheWay.push(async () => {
      acquirer.change(object, { status: "authorised" })
      await sync(payment)
    })
    expect(await sync(payment)).toMatchObject({ ok: true, value: { state: "authorised" } })
    expect(await desk.operationsOf(payment.id, "capture")).toEqual(["prepared"])
  })

  it("is asked for again, and after the third time later", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    const before = fetches()
    for (const amount of [1, 2, 3]) {
      acquirer.onTheWay.push(async () => void (await desk.ask(payment.id, amount)))
    }
    expect(await sync(payment)).toEqual({ ok: false, problem: "payment_changed" })
    expect(fetches() - before).toBe(3)
    expect(await sync(payment)).toMatchObject({ ok: true })
  })
})

describe("an authorisation that is not possible", () => {
  it.each([
    ["open", "started"],
    ["pending", "checking"],
    ["captured", "captured"],
  ] as const)("while the acquirer calls its payment %s leaves it %s", async (status, state) => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(({ acquirerPaymentId, amount }) => {
      acquirer.change(acquirerPaymentId, { status, ...(status === "captured" ? { captured: amount } : {}) })
      return { kind: "refused", reason: "not_possible", evidence: {} }
    })
    expect(await till.pay(payment.id)).toBe(state)
  })
})
