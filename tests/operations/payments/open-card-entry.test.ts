import { describe, expect, it } from "vitest"
import { findPaymentInHand } from "#db/queries/payments.ts"
import { openCardEntry } from "#operations/payments/open-card-entry.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { aNewPayment, aStartedPayment, openEntry } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const minute = 60_000

function renew(paymentId: string) {
  return openCardEntry(till.council.outside, {
    paymentId,
    language: "en",
    renew: true,
    returnUrl: "https://pay.example/pay/capability/card",
    challengeReturnUrl: "https://pay.example/pay/capability/challenge",
  })
}

function inHand(paymentId: string) {
  return findPaymentInHand(till.council.outside.db, paymentId)
}

function preparesOf(paymentId: string) {
  return till.council.outside.acquirer.calls.filter(
    (one) => one.operation === "prepare" && one.subject === paymentId,
  )
}

describe("a card entry", () => {
  it("starts the payment and moves no money", async () => {
    const payment = await aNewPayment(till.council)
    expect(await openEntry(till.council, payment.id)).toEqual({ ok: true, value: null })
    expect(await inHand(payment.id)).toMatchObject({
      payment: { state: "started", attempts: 0 },
      operation: null,
      object: { externalId: till.firstObjectOf(payment.id), entrySecret: "entry-secret" },
    })
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started"])
    expect(till.chargesOf(payment.id)).toBe(0)
  })

  it("that is open is kept", async () => {
    const payment = await aStartedPayment(till.council)
    expect(await openEntry(till.council, payment.id)).toEqual({ ok: true, value: null })
    expect(preparesOf(payment.id)).toHaveLength(1)
    const [row] = await till.sql`select version from payment where id = ${payment.id}`
    expect(row).toEqual({ version: 2 })
  })

  it("is renewed where the acquirer closed the old one", async () => {
    const payment = await aStartedPayment(till.council)
    const first = till.firstObjectOf(payment.id)
    expect(await renew(payment.id)).toEqual({ ok: true, value: null })
    const held = await inHand(payment.id)
    expect(held?.object?.externalId).not.toBe(first)
    expect(held?.newestObjectId).toBe(held?.object?.externalId)
    expect(preparesOf(payment.id)).toHaveLength(2)
    expect(await till.pay(payment.id)).toBe("captured")
    expect(till.council.outside.acquirer.payments.get(first)?.status).toBe("open")
  })

  it("is asked for once by simultaneous presses", async () => {
    const payment = await aNewPayment(till.council)
    const answers = await Promise.all([1, 2, 3].map(() => openEntry(till.council, payment.id)))
    expect(answers.some((answer) => answer.ok)).toBe(true)
    for (const answer of answers) if (!answer.ok) expect(answer.problem).toBe("payment_busy")
    expect(preparesOf(payment.id)).toHaveLength(1)
  })

  it("has its own key at the acquirer each time", async () => {
    const payment = await aStartedPayment(till.council)
    await renew(payment.id)
    const keys = preparesOf(payment.id).map((one) => one.call.idempotencyKey)
    expect(new Set(keys).size).toBe(2)
    for (const key of keys) expect(key).toMatch(new RegExp(`^v1:${payment.buyerId}:`))
  })
})

describe("no card entry is there", () => {
  it("while the acquirer is away, and the payee may try again", async () => {
    const { acquirer } = till.council.outside
    const payment = await aNewPayment(till.council)
    acquirer.down = true
    expect(await openEntry(till.council, payment.id)).toEqual({ ok: false, problem: "acquirer_unavailable" })
    acquirer.down = false
    expect(await inHand(payment.id)).toMatchObject({
      payment: { state: "started" },
      operation: null,
      object: null,
    })
    expect(await openEntry(till.council, payment.id)).toEqual({ ok: true, value: null })
  })

  it("for a payment that ended, is paid, is late or unknown", async () => {
    const paid = await aStartedPayment(till.council)
    await till.pay(paid.id)
    const late = await aNewPayment(till.council)
    till.council.outside.clock.advance(90 * minute)
    for (const { id } of [paid, late]) {
      expect(await openEntry(till.council, id)).toEqual({ ok: false, problem: "payment_not_payable" })
      expect(await renew(id)).toEqual({ ok: false, problem: "payment_not_payable" })
    }
    expect(await openEntry(till.council, "nobody")).toEqual({ ok: false, problem: "payment_unknown" })
    expect(preparesOf(late.id)).toEqual([])
  })

  it("while another is being made, until the sweep gives it up", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aNewPayment(till.council)
    const { prepare } = acquirer
    acquirer.prepare = () => new Promise(() => {})
    void openEntry(till.council, payment.id)
    await expect.poll(() => till.stateOf(payment.id)).toBe("started")
    acquirer.prepare = prepare
    expect(await openEntry(till.council, payment.id)).toEqual({ ok: false, problem: "payment_busy" })
    clock.advance(25_000)
    await syncOperations(till.council.outside)
    expect(await openEntry(till.council, payment.id)).toEqual({ ok: true, value: null })
  })
})
