import { expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { amount, call, found, look, okValue, prepareRequest, started } from "./stages.ts"

export function testPreparing(subject: Subject): void {
  it.each(["automatic", "manual"] as const)("moves no money (%s capture)", async (captureMode) => {
    const payment = await started(subject(), { captureMode })
    expect(await look(subject(), payment)).toMatchObject({
      acquirerPaymentId: payment.acquirerPaymentId,
      reference: payment.request.paymentId,
      status: "open",
      amount,
      currency: "GBP",
      captured: 0,
      lastRefusal: null,
      card: null,
      savedCard: null,
      refunds: [],
      disputes: [],
    })
  })

  it("hands the payee over as the capabilities say", async () => {
    const { entry, origin } = subject().acquirer.capabilities()
    const { handoff } = await started(subject())
    expect(handoff.kind).toBe(entry)
    if (handoff.kind === "saved_card") throw new Error("a payee has nowhere to enter a card")
    const address = handoff.kind === "redirect" ? handoff.url : handoff.action
    expect(new URL(address).origin).toBe(new URL(origin).origin)
  })

  it("makes one payment however often it is repeated under its key", async () => {
    const { acquirer } = subject()
    const request = await prepareRequest(subject())
    const same = call()
    const first = okValue(await acquirer.prepare(same, request))
    expect(okValue(await acquirer.prepare(same, request))).toEqual(first)
    const { snapshots } = await found(subject(), request.paymentId)
    expect(snapshots.map(({ acquirerPaymentId }) => acquirerPaymentId)).toEqual([first.acquirerPaymentId])
  })

  it("makes another payment under another key", async () => {
    const request = await prepareRequest(subject())
    const one = okValue(await subject().acquirer.prepare(call(), request))
    const other = okValue(await subject().acquirer.prepare(call(), request))
    expect(other.acquirerPaymentId).not.toBe(one.acquirerPaymentId)
  })

  it("takes a key for one request only", async () => {
    const request = await prepareRequest(subject())
    const same = call()
    okValue(await subject().acquirer.prepare(same, request))
    const other = await subject().acquirer.prepare(same, { ...request, amount: exactPence(amount + 1) })
    expect(other.kind).not.toBe("ok")
    const { snapshots } = await found(subject(), request.paymentId)
    expect(snapshots.map((snapshot) => snapshot.amount)).toEqual([amount])
  })
}
