import { and, eq } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { dispute } from "#db/schema/refunds.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"

/** Writes a new dispute. PostgreSQL holds it to its postings. */
export async function insertDispute(transaction: Transaction, born: Dispute): Promise<void> {
  await transaction.insert(dispute).values(born)
}

/** Writes what became of a dispute. False where somebody else was first. */
export async function recordDispute(
  transaction: Transaction,
  before: Dispute,
  after: Dispute,
): Promise<boolean> {
  const updated = await transaction
    .update(dispute)
    .set({
      state: after.state,
      amount: after.amount,
      evidenceDueAt: after.evidenceDueAt,
      updatedAt: after.updatedAt,
    })
    .where(and(eq(dispute.id, before.id), eq(dispute.state, before.state)))
    .returning({ id: dispute.id })
  return updated.length === 1
}
