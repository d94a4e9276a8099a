import { expect, it } from "vitest"
import type { Subject } from "./acquirer-conformance.ts"
import { type Fault, faults, type TestCard } from "./conformance-subject.ts"
import { charge, chargedLater, chargeRequest, type KeptCard, setUp, startedOn } from "./kept-card-stages.ts"
import { amount, call, carded, found, look, okValue, refund, started } from "./stages.ts"

/** Long enough for an acquirer that answers. */
const shortMilliseconds = 1_500

export function testSavedCards(subject: Subject): void {
  it("is kept where that was asked for, once the bank has said yes, whoever captures", async () => {
    expect(subject().acquirer.capabilities().keepsCards).toBe(true)
    for (const captureMode of ["automatic", "manual"] as const) {
      const { savedCard } = await setUp(subject(), "good", { captureMode })
      expect(savedCard).not.toMatch(/\d{12}/)
    }
    expect((await look(subject(), await carded(subject(), "good"))).savedCard).toBeNull()
    const agreement = { step: "set_up", agreementId: "agreement-1" } as const
    const open = await started(subject(), { agreement })
    const refused = await carded(subject(), "short_of_funds", { agreement })
    const asked = await carded(subject(), "challenged", { agreement })
    for (const payment of [open, refused, asked]) {
      expect((await look(subject(), payment)).savedCard).toBeNull()
    }
  })

  it("is told of by our own call too, where that charges", async () => {
    const { acquirer, payee } = subject()
    const payment = await started(subject(), { agreement: { step: "set_up", agreementId: "agreement-1" } })
    const { acquirerPaymentId } = payment
    const token = await payee.enterCard(payment, "good")
    const { savedCard } = await (async () => {
      if (token === null) return await look(subject(), payment)
      const value = okValue(
        await acquirer.authorise(call(), { acquirerPaymentId, token, amount, currency: "GBP" }),
      )
      return value.status === "captured" ? value : { savedCard: null }
    })()
    expect(savedCard).not.toBeNull()
    expect((await look(subject(), payment)).savedCard).toBe(savedCard)
  })

  it.each<TestCard>(["good", "challenged_once"])(
    "is charged later, with nobody present (%s)",
    async (card) => {
      const kept = await setUp(subject(), card)
      const payment = await startedOn(subject(), kept)
      expect(payment.handoff).toEqual({ kind: "saved_card" })
      expect(await look(subject(), payment)).toMatchObject({
        reference: payment.request.paymentId,
        status: "open",
        captured: 0,
        challengeUrl: null,
        savedCard: null,
      })
      expect(okValue(await charge(subject(), payment))).toMatchObject({
        status: "captured",
        captured: amount,
      })
      expect(await look(subject(), payment)).toMatchObject({
        status: "captured",
        captured: amount,
        card: { lastFour: expect.stringMatching(/^\d{4}$/) },
        savedCard: null,
      })
    },
  )

  it("is charged once under one key, and once for one payment", async () => {
    const payment = await startedOn(subject(), await setUp(subject(), "good"))
    const same = call()
    const first = okValue(await charge(subject(), payment, same))
    expect(okValue(await charge(subject(), payment, same))).toEqual(first)
    expect(await charge(subject(), payment)).toMatchObject({ kind: "refused", reason: "not_possible" })
    await expectPaidOnce(payment.request.paymentId)
  })

  it("can be charged again and again, each time for another payment", async () => {
    const kept = await setUp(subject(), "good")
    const payments = [await chargedLater(subject(), kept), await chargedLater(subject(), kept)]
    for (const payment of payments) expect((await look(subject(), payment)).status).toBe("captured")
  })

  it("can be reserved, then captured or let go", async () => {
    const kept = await setUp(subject(), "good")
    const [taken, released] = [
      await startedOn(subject(), kept, { captureMode: "manual" }),
      await startedOn(subject(), kept, { captureMode: "manual" }),
    ]
    const reserved = okValue(await charge(subject(), taken))
    expect(reserved.status === "authorised" && reserved.expiresAt > (await subject().now())).toBe(true)
    const { acquirerPaymentId } = taken
    expect(okValue(await subject().acquirer.capture(call(), { acquirerPaymentId, amount }))).toEqual({
      captured: amount,
    })
    await charge(subject(), released)
    expect((await look(subject(), released)).status).toBe("authorised")
    okValue(await subject().acquirer.void(call(), released.acquirerPaymentId))
    expect(await look(subject(), released)).toMatchObject({ status: "closed", captured: 0 })
  })

  it.each<[string, TestCard, string]>([
    ["the bank says no", "declined_later", "declined"],
    ["the bank wants the payee", "challenged", "authentication_required"],
  ])("is not charged where %s, and the payment is over", async (_, card, reason) => {
    await expectRefused(await setUp(subject(), card), reason)
  })

  it("is not charged, nor to be tried again, once the payee has stopped it at the bank", async () => {
    const kept = await setUp(subject(), "good")
    await subject().stopCard(kept.payment.request.paymentId)
    await expectRefused(kept, "do_not_retry")
  })

  it("is charged no more once it is forgotten, however often that is asked", async () => {
    const { acquirer } = subject()
    const kept = await setUp(subject(), "good")
    const [paid, begun] = [await chargedLater(subject(), kept), await startedOn(subject(), kept)]
    const same = call()
    for (const one of [same, same, call()]) {
      expect(okValue(await acquirer.forgetCard(one, kept.savedCard))).toEqual({ forgotten: true })
    }
    const gone = { kind: "refused", reason: "do_not_retry" }
    expect(await charge(subject(), begun)).toMatchObject(gone)
    expect(await acquirer.prepare(call(), await chargeRequest(subject(), kept))).toMatchObject(gone)
    expect(await look(subject(), begun)).toMatchObject({ captured: 0 })
    expect(await charge(subject(), paid)).toMatchObject({ kind: "refused", reason: "not_possible" })
    // What was charged stays, and can go back.
    okValue(await refund(subject(), paid, { amount }))
    for (const payment of [kept.payment, paid]) {
      expect(await look(subject(), payment)).toMatchObject({ status: "captured", captured: amount })
    }
  })

  it("is forgotten by itself: others stay", async () => {
    const [one, other] = [await setUp(subject(), "good"), await setUp(subject(), "good")]
    okValue(await subject().acquirer.forgetCard(call(), one.savedCard))
    expect((await look(subject(), await chargedLater(subject(), other))).status).toBe("captured")
  })

  it("that never was is neither charged nor forgotten", async () => {
    const kept = await setUp(subject(), "good")
    const strange = { ...kept, savedCard: `${kept.savedCard.slice(0, -4)}none` }
    const { acquirer } = subject()
    expect((await acquirer.prepare(call(), await chargeRequest(subject(), strange))).kind).toBe("refused")
    for (const savedCard of ["", "nothing", "../payments"]) {
      expect([savedCard, (await acquirer.forgetCard(call(), savedCard)).kind]).toEqual([savedCard, "refused"])
    }
  })

  it("is the card of its own payment alone: no token pays there, and without one no other is charged", async () => {
    const { acquirer } = subject()
    const { acquirerPaymentId } = await startedOn(subject(), await setUp(subject(), "good"))
    const other = await started(subject())
    const price = { amount, currency: "GBP" } as const
    expect((await acquirer.authorise(call(), { ...price, acquirerPaymentId, token: "tok_1" })).kind).toBe(
      "refused",
    )
    expect((await charge(subject(), other)).kind).toBe("refused")
    expect((await look(subject(), { acquirerPaymentId })).status).toBe("open")
    expect((await look(subject(), other)).status).toBe("open")
  })

  it("is not charged for a payment that was made void before", async () => {
    const payment = await startedOn(subject(), await setUp(subject(), "good"))
    const { acquirerPaymentId } = payment
    for (const one of [call(), call()]) {
      expect(okValue(await subject().acquirer.void(one, acquirerPaymentId))).toEqual({ voided: true })
    }
    expect(await charge(subject(), payment)).toMatchObject({ kind: "refused", reason: "not_possible" })
    expect(await look(subject(), payment)).toMatchObject({ status: "closed", captured: 0 })
  })

  it("its charge stays when it is to be void", async () => {
    const { acquirerPaymentId } = await chargedLater(subject(), await setUp(subject(), "good"))
    expect(await subject().acquirer.void(call(), acquirerPaymentId)).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
  })

  it("its charge is found by its reference, before and after, and listed among the changes", async () => {
    const kept = await setUp(subject(), "good")
    const since = await subject().now()
    const payment = await startedOn(subject(), kept)
    const { acquirerPaymentId, request } = payment
    const { paymentId: reference } = request
    expect((await found(subject(), reference)).snapshots).toEqual([await look(subject(), payment)])
    await charge(subject(), payment)
    okValue(await refund(subject(), payment, { amount }))
    expect(await found(subject(), reference)).toEqual({
      snapshots: [await look(subject(), payment)],
      complete: true,
    })
    const { changes } = okValue(await subject().acquirer.listChanges(call(), { since }))
    const own = changes.filter((change) => change.reference === reference)
    expect(own.length).toBeGreaterThanOrEqual(2)
    expect(new Set(own.map((change) => change.acquirerPaymentId))).toEqual(new Set([acquirerPaymentId]))
  })

  it("its charge is notified of by a pointer that fetch takes", async () => {
    const { acquirerPaymentId, request } = await chargedLater(subject(), await setUp(subject(), "good"))
    const reading = subject().acquirer.readNotification(await subject().notificationAbout(request.paymentId))
    if (!reading.ok || reading.acquirerPaymentId === null) throw new Error("the notification points nowhere")
    expect((await look(subject(), { acquirerPaymentId: reading.acquirerPaymentId })).acquirerPaymentId).toBe(
      acquirerPaymentId,
    )
  })

  it.each<Fault>(faults)(
    "charged under %s: no decline, and one effect when it is repeated",
    async (fault) => {
      const payment = await startedOn(subject(), await setUp(subject(), "good"))
      await subject().planFault("authorise", fault, payment.request.paymentId)
      const same = call()
      const hangs = fault === "timeout-after"
      const first = await charge(
        subject(),
        payment,
        hangs ? { ...same, timeoutMilliseconds: shortMilliseconds } : same,
      )
      expect(first.kind).toBe(fault === "429" ? "not_sent" : "unknown")
      expect(["ok", "unknown"]).toContain((await charge(subject(), payment, same)).kind)
      await expectPaidOnce(payment.request.paymentId)
    },
  )

  async function expectPaidOnce(paymentId: string): Promise<void> {
    const { snapshots } = await found(subject(), paymentId)
    expect(snapshots).toMatchObject([{ status: "captured", captured: amount }])
  }

  async function expectRefused(kept: KeptCard, reason: string): Promise<void> {
    const payment = await startedOn(subject(), kept)
    const same = call()
    expect(await charge(subject(), payment, same)).toMatchObject({ kind: "refused", reason })
    expect(await charge(subject(), payment, same)).toMatchObject({ kind: "refused", reason })
    const over = { status: "closed", captured: 0, lastRefusal: reason }
    expect(await look(subject(), payment)).toMatchObject(over)
    expect(await charge(subject(), payment)).toMatchObject({ kind: "refused", reason: "not_possible" })
    okValue(await subject().acquirer.void(call(), payment.acquirerPaymentId))
    expect(await look(subject(), payment)).toMatchObject(over)
  }
}
