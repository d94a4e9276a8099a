import { and, asc, eq } from "drizzle-orm"
import { refundFromRow } from "#db/queries/refunds.ts"
import { refund } from "#db/schema/refunds.ts"
import type { ScopedReader } from "#db/scope.ts"
import type { Refund } from "#domain/refunds/refund.ts"

/** More refunds of one payment than any buyer makes: the answer stays below half a megabyte. */
const maxRefunds = 1000

/** What buyers asked to send back: late money that we returned ourselves never was theirs. */
const ofBuyer = eq(refund.kind, "refund")

/** A payment's refunds inside the reader's scope, oldest first; empty outside it. */
export async function findRefundsOfBuyer(
  reader: ScopedReader,
  paymentId: string,
): Promise<readonly Refund[]> {
  const rows = await reader
    .select()
    .from(refund)
    .where(and(eq(refund.paymentId, paymentId), ofBuyer))
    .orderBy(asc(refund.createdAt), asc(refund.id))
    .limit(maxRefunds)
  return rows.map(refundFromRow)
}

/** The payment's refund with this id inside the reader's scope; null where there is none there. */
export async function findRefundOfBuyer(
  reader: ScopedReader,
  place: { readonly paymentId: string; readonly refundId: string },
): Promise<Refund | null> {
  const [row] = await reader
    .select()
    .from(refund)
    .where(and(eq(refund.id, place.refundId), eq(refund.paymentId, place.paymentId), ofBuyer))
  return row ? refundFromRow(row) : null
}
