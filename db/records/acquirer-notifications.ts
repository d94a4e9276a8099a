import { and, asc, eq, inArray, lte } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { acquirerNotification } from "#db/schema/operations.ts"
import type { Instant } from "#domain/instant.ts"

/** A notification that waits to be processed. */
export type AcquirerNotification = Pick<
  typeof acquirerNotification.$inferSelect,
  "acquirer" | "eventId" | "type" | "externalId" | "tries"
>

/** Keeps a notification; a repeat of the same event changes nothing. */
export async function insertNotification(
  transaction: Transaction,
  row: Omit<AcquirerNotification, "tries"> & { readonly receivedAt: Instant },
): Promise<void> {
  await transaction
    .insert(acquirerNotification)
    .values({ ...row, state: "received", tries: 0, nextAt: row.receivedAt })
    .onConflictDoNothing()
}

/** Takes due notifications for one worker, pushing each one's next time to the end of the lease. */
export async function claimDueNotifications(
  transaction: Transaction,
  claim: {
    readonly acquirer: string
    readonly now: Instant
    readonly leaseToken: string
    readonly leaseUntil: Instant
    readonly limit: number
  },
): Promise<readonly AcquirerNotification[]> {
  const due = await transaction
    .select({ eventId: acquirerNotification.eventId })
    .from(acquirerNotification)
    .where(
      and(
        eq(acquirerNotification.acquirer, claim.acquirer),
        eq(acquirerNotification.state, "received"),
        lte(acquirerNotification.nextAt, claim.now),
      ),
    )
    .orderBy(asc(acquirerNotification.nextAt), asc(acquirerNotification.eventId))
    .limit(claim.limit)
    .for("update", { skipLocked: true })
  if (due.length === 0) return []
  return await transaction
    .update(acquirerNotification)
    .set({ leaseToken: claim.leaseToken, nextAt: claim.leaseUntil })
    .where(
      and(
        eq(acquirerNotification.acquirer, claim.acquirer),
        inArray(
          acquirerNotification.eventId,
          due.map((row) => row.eventId),
        ),
      ),
    )
    .returning()
}

/** Records what became of a claimed notification. False where the lease was lost: nothing is written. */
export async function recordNotification(
  transaction: Transaction,
  held: { readonly acquirer: string; readonly eventId: string; readonly leaseToken: string },
  change: {
    readonly state: "received" | "processed" | "set_aside"
    readonly nextAt: Instant
    readonly tries: number
  },
): Promise<boolean> {
  const updated = await transaction
    .update(acquirerNotification)
    .set({ ...change, leaseToken: null })
    .where(
      and(
        eq(acquirerNotification.acquirer, held.acquirer),
        eq(acquirerNotification.eventId, held.eventId),
        eq(acquirerNotification.leaseToken, held.leaseToken),
      ),
    )
    .returning({ eventId: acquirerNotification.eventId })
  return updated.length === 1
}
