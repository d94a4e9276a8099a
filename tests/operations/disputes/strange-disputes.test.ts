import { describe, expect, it } from "vitest"
import { findDisputesOfPayment } from "#db/queries/refunds.ts"
import { instant } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const openedAt = instant(Date.UTC(2026, 10, 25))

/** The acquirer shows a dispute over the whole payment, and a notification makes us ask. */
async function shows(payment: Payment, facts: Partial<DisputeSnapshot> = {}) {
  const { acquirer } = till.council.outside
  const dispute: DisputeSnapshot = {
    acquirerDisputeId: `dp_${payment.id}`,
    amount: payment.amount,
    reason: "fraudulent",
    status: "needs_response",
    evidenceDueAt: null,
    openedAt,
    ...facts,
  }
  acquirer.change(till.firstObjectOf(payment.id), { disputes: [dispute] })
  await syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })
}

async function disputesOf(payment: Payment) {
  return await findDisputesOfPayment(till.council.outside.db, payment.id)
}

async function tellsOf(payment: Payment) {
  return (await till.toldOf(payment.id)).filter((line) => line.includes("dispute"))
}

const kept = { acquirer_receivable: 14_250, buyer_payable: -14_250 }

describe("a dispute that the acquirer shows upon a second payment", () => {
  it("is a case for people, once, and holds no money there", async () => {
    const [first, second] = [await desk.paidPayment(), await desk.paidPayment()]
    const facts = { acquirerDisputeId: `dp_shared_${first.id}` }
    await shows(first, facts)
    await shows(second, facts)
    await shows(second, facts)
    expect(await disputesOf(first)).toHaveLength(1)
    expect(await disputesOf(second)).toEqual([])
    expect(await desk.balancesOf(second.id)).toEqual(kept)
    expect(await tellsOf(second)).toEqual([])
    expect(await desk.casesOf(second.id)).toEqual(["dispute_contradiction open"])
    expect(await desk.casesOf(first.id)).toEqual([])
  })
})

describe("the reason of a dispute", () => {
  it.each<[string, string, string]>([
    ["that is long is cut", "x".repeat(300), "x".repeat(100)],
    ["that is empty is unknown", " ", "unknown"],
    ["never holds a card number", "stolen 4242 4242 4242 4242 in Cardiff", "stolen [card number] in Cardiff"],
  ])("%s", async (_name, reason, kept) => {
    const payment = await desk.paidPayment()
    await shows(payment, { reason })
    expect(await disputesOf(payment)).toMatchObject([{ reason: kept, state: "needs_response" }])
    expect(await tellsOf(payment)).toEqual(["3 dispute.opened"])
  })
})
