import { describe, expect, it } from "vitest"
import { findDisputesOfPayment } from "#db/queries/refunds.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const kept = { acquirer_receivable: 14_250, buyer_payable: -14_250 }

/** The acquirer shows that a bank asks about a payment, and a notification makes us look. */
async function shows(payment: Payment, facts: Partial<DisputeSnapshot> = {}) {
  const { acquirer, clock } = till.council.outside
  const inquiry: DisputeSnapshot = {
    acquirerDisputeId: `dp_${payment.id}`,
    amount: exactPence(0),
    reason: "warning",
    status: "needs_response",
    evidenceDueAt: null,
    openedAt: clock.now(),
    ...facts,
  }
  acquirer.change(till.firstObjectOf(payment.id), { disputes: [inquiry] })
  await syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })
}

async function disputesOf(payment: Payment) {
  return await findDisputesOfPayment(till.council.outside.db, payment.id)
}

describe("a bank that only asks", () => {
  it("takes no money, is told, and leaves a refund possible", async () => {
    const payment = await desk.paidPayment()
    await shows(payment)
    await shows(payment)
    expect(await disputesOf(payment)).toMatchObject([{ amount: 0, state: "needs_response" }])
    expect(await desk.balancesOf(payment.id)).toEqual(kept)
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 dispute.opened"])
    expect(await desk.ask(payment.id, 4_000)).toBe("succeeded")
  })

  it.each(["won", "lost"] as const)("and is answered (%s) moves nothing", async (status) => {
    const payment = await desk.paidPayment()
    await shows(payment)
    await shows(payment, { status })
    expect(await disputesOf(payment)).toMatchObject([{ amount: 0, state: status }])
    expect(await desk.balancesOf(payment.id)).toEqual(kept)
    expect(await desk.ask(payment.id, 14_250)).toBe("succeeded")
  })

  it("and takes the money after all holds it, once; no refund is possible then", async () => {
    const payment = await desk.paidPayment()
    await shows(payment)
    await shows(payment, { amount: payment.amount })
    await shows(payment, { amount: payment.amount })
    expect(await disputesOf(payment)).toMatchObject([{ amount: 14_250, state: "needs_response" }])
    expect(await desk.balancesOf(payment.id)).toEqual({ buyer_payable: -14_250, disputes_held: 14_250 })
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 dispute.opened", "4 dispute.updated"])
    expect(await desk.ask(payment.id, 1)).toBe("refund_disputed")
    await shows(payment, { amount: payment.amount, status: "won" })
    expect(await desk.balancesOf(payment.id)).toEqual(kept)
    expect(await desk.casesOf(payment.id)).toEqual([])
  })

  it("and took the money and lost in one stroke is posted whole", async () => {
    const payment = await desk.paidPayment()
    await shows(payment)
    await shows(payment, { amount: payment.amount, status: "lost" })
    expect(await desk.balancesOf(payment.id)).toEqual({})
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 dispute.opened", "4 dispute.closed"])
  })

  it("cannot take money once it is answered: people must look", async () => {
    const payment = await desk.paidPayment()
    await shows(payment, { status: "won" })
    await shows(payment, { status: "won", amount: payment.amount })
    expect(await disputesOf(payment)).toMatchObject([{ amount: 0, state: "won" }])
    expect(await desk.balancesOf(payment.id)).toEqual(kept)
    expect(await desk.casesOf(payment.id)).toEqual(["dispute_contradiction open"])
  })
})
