import { asc, eq } from "drizzle-orm"
import { disputeFromRow } from "#db/queries/disputes.ts"
import { dispute } from "#db/schema/refunds.ts"
import type { ScopedReader } from "#db/scope.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"

/** More disputes of one payment than any payee makes. */
const maxDisputes = 1000

/** A payment's disputes inside the reader's scope, oldest first; empty outside it. */
export async function findDisputesOfBuyer(
  reader: ScopedReader,
  paymentId: string,
): Promise<readonly Dispute[]> {
  const rows = await reader
    .select()
    .from(dispute)
    .where(eq(dispute.paymentId, paymentId))
    .orderBy(asc(dispute.openedAt), asc(dispute.id))
    .limit(maxDisputes)
  return rows.map(disputeFromRow)
}

/** The dispute with this id inside the reader's scope; null where there is none there. */
export async function findDisputeOfBuyer(reader: ScopedReader, id: string): Promise<Dispute | null> {
  const [row] = await reader.select().from(dispute).where(eq(dispute.id, id))
  return row ? disputeFromRow(row) : null
}
