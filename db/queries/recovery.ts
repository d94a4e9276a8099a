import { eq, min } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { acquirerObject } from "#db/schema/operations.ts"
import { acquirerCursor } from "#db/schema/reconciliation.ts"
import type { Instant } from "#domain/instant.ts"

/** How far an acquirer's list of changes was read, and when; null where it never was. */
export async function findPlace(
  reader: Reader,
  acquirer: string,
): Promise<{ readonly cursor: string | null; readonly readAt: Instant } | null> {
  const { cursor, readAt } = acquirerCursor
  const [row] = await reader
    .select({ cursor, readAt })
    .from(acquirerCursor)
    .where(eq(acquirerCursor.acquirer, acquirer))
  return row ?? null
}

/** The lowest sequence of a payment's attempts; 1 where there is none, as for the first. */
export async function findFirstSequence(reader: Reader, paymentId: string): Promise<number> {
  const [row] = await reader
    .select({ first: min(acquirerObject.sequence) })
    .from(acquirerObject)
    .where(eq(acquirerObject.paymentId, paymentId))
  return row?.first ?? 1
}
