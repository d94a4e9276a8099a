import { describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const minute = 60_000

describe("a challenge", () => {
  async function challenged() {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push((request) => {
      const url = "https://acquirer.example/challenges/1"
      acquirer.change(request.acquirerPaymentId, {
        status: "challenge",
        challengeUrl: url,
        card: scriptedCard,
      })
      return { kind: "ok", value: { status: "challenge", url, card: scriptedCard }, evidence: {} }
    })
    expect(await till.pay(payment.id)).toBe("challenge_required")
    const [object] = [...acquirer.payments.values()].filter((one) => one.reference === payment.id)
    return { payment, object: object?.acquirerPaymentId ?? "" }
  }

  it("passed is captured on return", async () => {
    const { payment, object } = await challenged()
    till.council.outside.acquirer.change(object, { status: "captured", captured: payment.amount })
    await syncPayment(till.council.outside, { paymentId: payment.id, door: "payee" })
    expect(await findPayment(till.council.outside.db, payment.id)).toMatchObject({
      state: "captured",
      challenged: true,
    })
  })

  it("never answered expires and is released", async () => {
    const { payment, object } = await challenged()
    till.council.outside.clock.advance(91 * minute)
    await expirePayments(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("expired")
    await syncOperations(till.council.outside)
    expect(till.council.outside.acquirer.payments.get(object)?.status).toBe("closed")
    const kinds =
      await till.sql`select kind, state from operation where payment_id = ${payment.id} order by created_at, kind`
    expect(kinds.map((row) => `${row["kind"]} ${row["state"]}`).sort()).toEqual([
      "authorise superseded",
      "prepare succeeded",
      "void succeeded",
    ])
  })

  it("passed unseen is captured instead of expired", async () => {
    const { payment, object } = await challenged()
    till.council.outside.acquirer.change(object, { status: "captured", captured: payment.amount })
    till.council.outside.clock.advance(91 * minute)
    await expirePayments(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("captured")
  })

  it("does not expire while the acquirer is silent", async () => {
    const { payment } = await challenged()
    till.council.outside.clock.advance(91 * minute)
    till.council.outside.acquirer.down = true
    await expirePayments(till.council.outside)
    till.council.outside.acquirer.down = false
    expect(await till.stateOf(payment.id)).toBe("challenge_required")
  })
})

describe("a card entry whose time is up", () => {
  async function startedLongAgo() {
    const payment = await aStartedPayment(till.council)
    till.council.outside.clock.advance(91 * minute)
    return { payment, object: till.firstObjectOf(payment.id) }
  }
  const expire = () => expirePayments(till.council.outside)

  it("closes the payment where nobody has used it", async () => {
    const { payment } = await startedLongAgo()
    await expire()
    expect(await till.stateOf(payment.id)).toBe("expired")
  })

  it("keeps a charge that the database has lost", async () => {
    const { payment, object } = await startedLongAgo()
    const { acquirer } = till.council.outside
    acquirer.change(object, { status: "captured", captured: payment.amount, card: scriptedCard })
    await expire()
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.sql`select id from refund where payment_id = ${payment.id}`).toEqual([])
  })

  it.each(["pending", "challenge"] as const)("waits while a charge that was lost is %s", async (status) => {
    const { payment, object } = await startedLongAgo()
    till.council.outside.acquirer.change(object, { status, challengeUrl: "https://bank.example/1" })
    await expire()
    expect(await till.stateOf(payment.id)).toBe("started")
    till.council.outside.acquirer.change(object, { status: "closed" })
    await expire()
    expect(await till.stateOf(payment.id)).toBe("expired")
  })

  it("waits for a silent acquirer, for a day", async () => {
    const { payment } = await startedLongAgo()
    const { acquirer, clock } = till.council.outside
    acquirer.down = true
    await expire()
    expect(await till.stateOf(payment.id)).toBe("started")
    clock.advance(24 * 60 * minute)
    await expire()
    acquirer.down = false
    expect(await till.stateOf(payment.id)).toBe("expired")
  })

  it("that was never made asks nobody", async () => {
    const { acquirer, clock } = till.council.outside
    acquirer.down = true
    const payment = await aStartedPayment(till.council)
    expect(await till.stateOf(payment.id)).toBe("started")
    clock.advance(91 * minute)
    await expire()
    acquirer.down = false
    expect(await till.stateOf(payment.id)).toBe("expired")
  })
})
