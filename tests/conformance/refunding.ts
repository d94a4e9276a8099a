import { randomUUID } from "node:crypto"
import { expect, it } from "vitest"
import { hourMilliseconds } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { amount, call, carded, look, okValue, refund, started } from "./stages.ts"

const part = exactPence(500)
const rest = exactPence(amount - part)

export function testRefunding(subject: Subject): void {
  it("sends a part back, and then the rest", async () => {
    const payment = await carded(subject(), "good")
    const [first, second] = [randomUUID(), randomUUID()]
    const partly = okValue(await refund(subject(), payment, { amount: part, refundId: first }))
    expect(partly).toMatchObject({ refundId: first, amount: part, status: "succeeded" })
    okValue(await refund(subject(), payment, { amount: rest, refundId: second }))
    const snapshot = await look(subject(), payment)
    expect(snapshot).toMatchObject({ status: "captured", captured: amount })
    expect(snapshot.refunds).toMatchObject([
      { refundId: first, amount: part, status: "succeeded" },
      { refundId: second, amount: rest, status: "succeeded" },
    ])
    expect(snapshot.refunds[0]).toEqual(partly)
  })

  it("sends back no more than was taken and is left", async () => {
    const payment = await carded(subject(), "good")
    expect((await refund(subject(), payment, { amount: exactPence(amount + 1) })).kind).toBe("refused")
    okValue(await refund(subject(), payment, { amount: part }))
    expect((await refund(subject(), payment, { amount })).kind).toBe("refused")
    okValue(await refund(subject(), payment, { amount: rest }))
    expect((await refund(subject(), payment, { amount: exactPence(1) })).kind).toBe("refused")
    expect((await look(subject(), payment)).refunds.map((one) => one.amount)).toEqual([part, rest])
  })

  it("sends nothing back of what was not captured", async () => {
    const authorised = await carded(subject(), "good", { captureMode: "manual" })
    for (const payment of [authorised, await started(subject())]) {
      expect(await refund(subject(), payment, { amount: part })).toMatchObject({
        kind: "refused",
        reason: "not_possible",
      })
      expect((await look(subject(), payment)).refunds).toEqual([])
    }
  })

  it("sends back once under one key", async () => {
    const payment = await carded(subject(), "good")
    const back = { amount: part, refundId: randomUUID(), over: call() }
    const first = okValue(await refund(subject(), payment, back))
    expect(okValue(await refund(subject(), payment, back))).toEqual(first)
    expect((await look(subject(), payment)).refunds).toEqual([first])
  })

  it("may be pending, and succeed in time", async () => {
    const payment = await carded(subject(), "refund_pending")
    expect(okValue(await refund(subject(), payment, { amount: part })).status).toBe("pending")
    await subject().advance(hourMilliseconds)
    expect((await look(subject(), payment)).refunds).toMatchObject([{ amount: part, status: "succeeded" }])
  })

  it("may fail in time, and can then be made again", async () => {
    const payment = await carded(subject(), "refund_fails")
    const refundId = randomUUID()
    const made = okValue(await refund(subject(), payment, { amount, refundId }))
    expect(["pending", "succeeded"]).toContain(made.status)
    await subject().advance(hourMilliseconds)
    expect((await look(subject(), payment)).refunds).toMatchObject([{ refundId, amount, status: "failed" }])
    const again = okValue(await refund(subject(), payment, { amount }))
    expect((await look(subject(), payment)).refunds).toMatchObject([
      { refundId, status: "failed" },
      { refundId: again.refundId },
    ])
  })
}
