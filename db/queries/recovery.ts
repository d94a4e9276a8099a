import { eq, min } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { acquirerObject } from "#db/schema/operations.ts"
import { acquirerCursor } from "#db/schema/reconciliation.ts"

/** How far an acquirer's list of changes was read; null where it never was. */
export async function findCursor(reader: Reader, acquirer: string): Promise<string | null> {
  const [row] = await reader
    .select({ cursor: acquirerCursor.cursor })
    .from(acquirerCursor)
    .where(eq(acquirerCursor.acquirer, acquirer))
  return row?.cursor ?? null
}

/** The lowest sequence of a payment's attempts; 1 where there is none, as for the first. */
export async function findFirstSequence(reader: Reader, paymentId: string): Promise<number> {
  const [row] = await reader
    .select({ first: min(acquirerObject.sequence) })
    .from(acquirerObject)
    .where(eq(acquirerObject.paymentId, paymentId))
  return row?.first ?? 1
}
