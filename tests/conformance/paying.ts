import { expect, it } from "vitest"
import type { AcquirerSnapshot } from "#ports/acquirer.ts"
import type { Subject } from "./acquirer-conformance.ts"
import type { Started } from "./conformance-subject.ts"
import { amount, call, carded, found, look, okValue, pay, started } from "./stages.ts"

export function testPaying(subject: Subject): void {
  it("pays at once where the payment is captured automatically", async () => {
    const payment = await carded(subject(), "good")
    const snapshot = await look(subject(), payment)
    expect(snapshot).toMatchObject({ status: "captured", captured: amount, lastRefusal: null })
    expect(snapshot.card).toMatchObject({
      lastFour: expect.stringMatching(/^\d{4}$/),
      expiry: expect.stringMatching(/^(0[1-9]|1[0-2])\/\d{2}$/),
    })
  })

  it("reserves where the payment is captured by hand", async () => {
    const payment = await carded(subject(), "good", { captureMode: "manual" })
    expect(await look(subject(), payment)).toMatchObject({ status: "authorised", captured: 0 })
  })

  it("is charged by our call where the card is entered with us, and by none otherwise", async () => {
    const { acquirer, payee } = subject()
    const { acquirerPaymentId, ...payment } = await started(subject())
    const token = await payee.enterCard({ acquirerPaymentId, ...payment }, "good")
    const request = { acquirerPaymentId, token: token ?? "none", amount, currency: "GBP" } as const
    const outcome = await acquirer.authorise(call(), request)
    if (acquirer.capabilities().entry === "redirect") {
      expect(outcome).toMatchObject({ kind: "refused", reason: "unsupported" })
    } else {
      expect(okValue(outcome)).toMatchObject({ status: "captured", captured: amount })
      // The token is spent: another call can do nothing more.
      expect((await acquirer.authorise(call(), request)).kind).toBe("refused")
    }
    expect(await look(subject(), { acquirerPaymentId })).toMatchObject({
      status: "captured",
      captured: amount,
    })
  })

  it("is declined, and then pays once", async () => {
    const payment = await carded(subject(), "short_of_funds")
    const declined = await look(subject(), payment)
    expect(declined).toMatchObject({ captured: 0, lastRefusal: "insufficient_funds" })
    const second = await anotherTry(subject, payment, declined.status)
    await pay(subject(), second, "good")
    const { snapshots } = await found(subject(), payment.request.paymentId)
    expect(snapshots.filter(({ status }) => status === "captured")).toMatchObject([{ captured: amount }])
    expect(snapshots.reduce((sum, { captured }) => sum + captured, 0)).toBe(amount)
  })

  it("stands before the bank's challenge, and pays once it is passed", async () => {
    const payment = await carded(subject(), "challenged")
    const challenged = await look(subject(), payment)
    expect(challenged).toMatchObject({ status: "challenge", captured: 0 })
    await subject().payee.answerChallenge(challengeUrl(challenged), "approve")
    expect(await look(subject(), payment)).toMatchObject({ status: "captured", captured: amount })
  })

  it("fails the bank's challenge, and pays nothing", async () => {
    const payment = await carded(subject(), "challenged")
    await subject().payee.answerChallenge(challengeUrl(await look(subject(), payment)), "decline")
    const snapshot = await look(subject(), payment)
    expect(snapshot).toMatchObject({ captured: 0, lastRefusal: "authentication_failed" })
    expect(["open", "closed"]).toContain(snapshot.status)
  })

  it("goes away, and the payment waits until it is void or its time is over", async () => {
    const [voided, forgotten] = [await started(subject()), await started(subject())]
    for (const payment of [voided, forgotten]) {
      await subject().payee.abandon(payment)
      expect(await look(subject(), payment)).toMatchObject({ status: "open", captured: 0 })
    }
    okValue(await subject().acquirer.void(call(), voided.acquirerPaymentId))
    expect((await look(subject(), voided)).status).toBe("closed")
    await subject().advance(forgotten.request.expiresAt - (await subject().now()) + 1_000)
    expect((await look(subject(), forgotten)).status).toBe("closed")
    await pay(subject(), forgotten, "good")
    expect(await look(subject(), forgotten)).toMatchObject({ status: "closed", captured: 0 })
  })
}

function challengeUrl({ challengeUrl: url }: AcquirerSnapshot): string {
  if (url === null) throw new Error("a challenged payment has no address for its payee")
  return url
}

/** A refused payment that is still open takes the next card; a closed one has had its try, and another is prepared. */
async function anotherTry(
  subject: Subject,
  payment: Started,
  status: AcquirerSnapshot["status"],
): Promise<Started> {
  expect(["open", "closed"]).toContain(status)
  return status === "open" ? payment : await started(subject(), { paymentId: payment.request.paymentId })
}
