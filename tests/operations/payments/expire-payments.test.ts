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
