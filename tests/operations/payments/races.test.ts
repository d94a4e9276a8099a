import { describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { aNewPayment, aStartedPayment, openEntry } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const minute = 60_000

/** A payment whose payee is at the bank. */
async function challenged() {
  const { acquirer } = till.council.outside
  const payment = await aStartedPayment(till.council)
  acquirer.script.push((request) => {
    const url = "https://acquirer.example/challenges/1"
    acquirer.change(request.acquirerPaymentId, { status: "challenge", challengeUrl: url, card: scriptedCard })
    return { kind: "ok", value: { status: "challenge", url, card: scriptedCard }, evidence: {} }
  })
  expect(await till.pay(payment.id)).toBe("challenge_required")
  return { payment, object: till.firstObjectOf(payment.id) }
}

async function reserved() {
  const { acquirer } = till.council.outside
  const payment = await aStartedPayment(till.council, { delayedCapture: true })
  acquirer.script.push((request) => acquirer.reserve(request))
  expect(await till.pay(payment.id)).toBe("capturable")
  return { payment, object: till.firstObjectOf(payment.id) }
}

describe("a release that is under way", () => {
  it("outlives news that money is still reserved", async () => {
    const { payment, object } = await reserved()
    await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })
    await syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })
    await syncOperations(till.council.outside)
    expect(till.council.outside.acquirer.payments.get(object)?.status).toBe("closed")
    const voids =
      await till.sql`select state from operation where payment_id = ${payment.id} and kind = 'void'`
    expect([...voids]).toEqual([{ state: "succeeded" }])
  })

  it("is repeated until the acquirer hears it", async () => {
    const { acquirer, clock } = till.council.outside
    const { payment, object } = await reserved()
    await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })
    acquirer.down = true
    await syncOperations(till.council.outside)
    expect(acquirer.payments.get(object)?.status).toBe("authorised")
    acquirer.down = false
    clock.advance(5 * minute)
    await syncOperations(till.council.outside)
    expect(acquirer.payments.get(object)?.status).toBe("closed")
    expect(await till.stateOf(payment.id)).toBe("cancelled_by_service")
  })

  it("survives the payee's return from the bank", async () => {
    const { payment, object } = await challenged()
    await cancelPayment(till.council.outside, { paymentId: payment.id, by: "payee" })
    await syncPayment(till.council.outside, { paymentId: payment.id, door: "payee" })
    await syncOperations(till.council.outside)
    expect(till.council.outside.acquirer.payments.get(object)?.status).toBe("closed")
  })
})

describe("a cancellation at the bank", () => {
  it("that comes after the money is a success", async () => {
    const { payment, object } = await challenged()
    till.council.outside.acquirer.change(object, { status: "captured", captured: payment.amount })
    expect(await cancelPayment(till.council.outside, { paymentId: payment.id, by: "payee" })).toEqual({
      ok: false,
      problem: "payment_finished",
    })
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
  })

  it.each([
    ["pending", "checking"],
    ["silent", "challenge_required"],
  ])("waits while the acquirer is %s: %s", async (how, state) => {
    const { acquirer, clock } = till.council.outside
    const { payment, object } = await challenged()
    if (how === "pending") acquirer.change(object, { status: "pending" })
    else acquirer.down = true
    expect(await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })).toEqual({
      ok: false,
      problem: "payment_busy",
    })
    clock.advance(91 * minute)
    await expirePayments(till.council.outside)
    acquirer.down = false
    expect(await till.stateOf(payment.id)).toBe(state)
    acquirer.change(object, { status: "closed" })
  })

  it("of which nobody hears is for people after two weeks", async () => {
    const { acquirer, clock } = till.council.outside
    const { payment } = await challenged()
    acquirer.down = true
    clock.advance(15 * 24 * 60 * minute)
    await syncOperations(till.council.outside)
    acquirer.down = false
    expect(await till.stateOf(payment.id)).toBe("needs_operator")
  })
})

describe("a charge that never left", () => {
  it("costs the payee no attempt", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    for (let press = 0; press < 7; press += 1) {
      acquirer.down = true
      expect(await till.pay(payment.id)).toBe("started")
      acquirer.down = false
      await openEntry(till.council, payment.id)
    }
    expect(await findPayment(till.council.outside.db, payment.id)).toMatchObject({ attempts: 0 })
    expect(await till.pay(payment.id)).toBe("captured")
  })

  it("is not believed once a sweep has touched it", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(async () => {
      // While this try hangs, its time runs out and a sweep takes over; only then does it turn out not to have left.
      clock.advance(61_000)
      await syncOperations(till.council.outside)
      return { kind: "not_sent", cause: "credentials" }
    })
    expect(await till.pay(payment.id)).toBe("checking")
    clock.advance(20 * minute)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("started")
    expect(acquirer.payments.get(till.firstObjectOf(payment.id))?.status).toBe("closed")
    expect(till.chargesOf(payment.id)).toBe(0)
  })
})

describe("expiry", () => {
  it("of many silent payments delays no other", async () => {
    const { acquirer, clock } = till.council.outside
    const stuck = await challenged()
    const ordinary = await aNewPayment(till.council)
    clock.advance(91 * minute)
    acquirer.down = true
    await expirePayments(till.council.outside)
    acquirer.down = false
    expect(await till.stateOf(stuck.payment.id)).toBe("challenge_required")
    expect(await till.stateOf(ordinary.id)).toBe("expired")
  })
})

describe("a snapshot", () => {
  it.each([1, 0])("of %i pence captured is never success", async (captured) => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push((request) => {
      acquirer.change(request.acquirerPaymentId, {
        status: "captured",
        captured: captured as typeof request.amount,
      })
      return { kind: "unknown", cause: "timeout", evidence: {} }
    })
    await till.pay(payment.id)
    clock.advance(3_000)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("needs_operator")
    expect(await till.ledgerOf(payment.id)).toEqual([])
  })
})
