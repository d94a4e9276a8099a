import { expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { amount, call, carded, look, okValue, pay, started } from "./stages.ts"

const part = exactPence(12_000)

export function testCapturing(subject: Subject): void {
  const authorised = () => carded(subject(), "good", { captureMode: "manual" })

  it("captures all of it", async () => {
    const payment = await authorised()
    const { acquirerPaymentId } = payment
    const captured = await subject().acquirer.capture(call(), { acquirerPaymentId, amount })
    expect(okValue(captured)).toEqual({ captured: amount })
    expect(await look(subject(), payment)).toMatchObject({ status: "captured", captured: amount })
  })

  it("captures a part once: the same key answers the same, another is refused", async () => {
    const payment = await authorised()
    const request = { acquirerPaymentId: payment.acquirerPaymentId, amount: part }
    const same = call()
    expect(okValue(await subject().acquirer.capture(same, request))).toEqual({ captured: part })
    expect(okValue(await subject().acquirer.capture(same, request))).toEqual({ captured: part })
    expect(await subject().acquirer.capture(call(), request)).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
    expect(await look(subject(), payment)).toMatchObject({ status: "captured", captured: part, amount })
  })

  it("captures no more than was authorised", async () => {
    const payment = await authorised()
    const { acquirerPaymentId } = payment
    const tooMuch = { acquirerPaymentId, amount: exactPence(amount + 1) }
    expect((await subject().acquirer.capture(call(), tooMuch)).kind).toBe("refused")
    expect(await look(subject(), payment)).toMatchObject({ status: "authorised", captured: 0 })
  })

  it("captures nothing of an open payment", async () => {
    const { acquirerPaymentId } = await started(subject())
    expect(await subject().acquirer.capture(call(), { acquirerPaymentId, amount })).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
  })

  it("void: an open payment can no longer be paid, however often it is asked", async () => {
    const payment = await started(subject())
    const { acquirerPaymentId } = payment
    const same = call()
    for (const one of [same, same, call()]) {
      expect(okValue(await subject().acquirer.void(one, acquirerPaymentId))).toEqual({ voided: true })
    }
    await pay(subject(), payment, "good")
    expect(await look(subject(), payment)).toMatchObject({ status: "closed", captured: 0 })
  })

  it("void: a challenged payment can no longer be paid", async () => {
    const payment = await carded(subject(), "challenged")
    const { challengeUrl } = await look(subject(), payment)
    okValue(await subject().acquirer.void(call(), payment.acquirerPaymentId))
    expect(await look(subject(), payment)).toMatchObject({ status: "closed", captured: 0 })
    if (challengeUrl !== null) await subject().payee.answerChallenge(challengeUrl, "approve")
    expect(await look(subject(), payment)).toMatchObject({ status: "closed", captured: 0 })
  })

  it("void: an authorised payment is released, and can no longer be captured", async () => {
    const payment = await authorised()
    const { acquirerPaymentId } = payment
    okValue(await subject().acquirer.void(call(), acquirerPaymentId))
    expect(await look(subject(), payment)).toMatchObject({ status: "closed", captured: 0, refunds: [] })
    expect(await subject().acquirer.capture(call(), { acquirerPaymentId, amount })).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
  })

  it("void: a captured payment stays captured", async () => {
    const payment = await carded(subject(), "good")
    expect(await subject().acquirer.void(call(), payment.acquirerPaymentId)).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
    expect(await look(subject(), payment)).toMatchObject({ status: "captured", captured: amount })
  })
}
