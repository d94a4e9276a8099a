import { and, eq } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { refund } from "#db/schema/refunds.ts"
import type { Refund } from "#domain/refunds/refund.ts"

/** Writes a new refund. PostgreSQL holds refunds together to what was captured, and each to its postings. */
export async function insertRefund(transaction: Transaction, born: Refund): Promise<void> {
  await transaction.insert(refund).values(born)
}

/** Writes what became of a refund. False where somebody else was first: nothing may be kept of this transaction. */
export async function recordRefund(
  transaction: Transaction,
  before: Refund,
  after: Refund,
): Promise<boolean> {
  const updated = await transaction
    .update(refund)
    .set({ state: after.state, acquirerRefundId: after.acquirerRefundId, updatedAt: after.updatedAt })
    .where(and(eq(refund.id, before.id), eq(refund.state, before.state)))
    .returning({ id: refund.id })
  return updated.length === 1
}
