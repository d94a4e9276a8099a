import { describe, expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { findDisputesOfPayment } from "#db/queries/refunds.ts"
import { insertDispute, recordDispute } from "#db/records/disputes.ts"
import { recordTransition } from "#db/records/payments.ts"
import type { Dispute, DisputeChange } from "#domain/disputes/dispute.ts"
import { disputeChange, openDispute } from "#domain/disputes/dispute.ts"
import { exactPence } from "#domain/money.ts"
import { ok, refuse } from "#domain/problem.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)

/** A dispute over £20 as the domain opens it, not yet written; its facts as the acquirer tells them. */
async function decided() {
  const { db, ids, clock } = till.council.outside
  const { id } = await desk.paidPayment()
  const payment = await findPayment(db, id)
  if (!payment) throw new Error("no payment")
  const facts = {
    acquirerDisputeId: `dp_${id}`,
    amount: exactPence(2_000),
    reason: "product_not_received",
    status: "needs_response",
    evidenceDueAt: null,
    openedAt: clock.now(),
  } as const
  return { facts, change: openDispute(payment, facts, { id: ids.next(), at: clock.now() }) }
}

async function write(change: DisputeChange, before: Dispute | null = null) {
  const { outside } = till.council
  return await inTransaction(outside.db, async (transaction) => {
    const recorded = await recordTransition(transaction, change.payment, stamp(outside, "acquirer"))
    if (!recorded.ok) return recorded
    if (before === null) await insertDispute(transaction, change.dispute)
    else if (!(await recordDispute(transaction, before, change.dispute))) return refuse("payment_changed")
    return ok(recorded.value)
  })
}

async function kept({ paymentId }: Dispute) {
  return await findDisputesOfPayment(till.council.outside.db, paymentId)
}

describe("a dispute", () => {
  it("is written with its payment and read back as it was", async () => {
    const { change } = await decided()
    expect(await write(change)).toMatchObject({ ok: true })
    expect(await kept(change.dispute)).toEqual([change.dispute])
  })

  it("is not written without its posting", async () => {
    const { change } = await decided()
    const alone = till.council.outside.db.transaction((transaction) =>
      insertDispute(transaction, change.dispute),
    )
    await expect(alone).rejects.toThrow("posted with 0 held")
    expect(await kept(change.dispute)).toEqual([])
  })

  it("moves on with its day for evidence and the time", async () => {
    const { change, facts } = await decided()
    await write(change)
    till.council.outside.clock.advance(1_000)
    const at = till.council.outside.clock.now()
    const moved = disputeChange(change.payment.after, change.dispute, {
      facts: { ...facts, status: "under_review", evidenceDueAt: at },
      at,
    })
    if (moved?.kind !== "change") throw new Error("nothing changed")
    expect(await write(moved.value, change.dispute)).toMatchObject({ ok: true })
    expect(await kept(change.dispute)).toEqual([
      { ...change.dispute, state: "under_review", evidenceDueAt: at, updatedAt: at },
    ])
  })

  it("is not moved where somebody else was first", async () => {
    const { change } = await decided()
    await write(change)
    const asItWas = { ...change.dispute, state: "under_review" } as const
    const moved = await till.council.outside.db.transaction((transaction) =>
      recordDispute(transaction, asItWas, { ...change.dispute, state: "lost" }),
    )
    expect(moved).toBe(false)
    expect(await kept(change.dispute)).toEqual([change.dispute])
  })
})
