import type { AcquirerOutside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { insertNotification } from "#db/records/acquirer-notifications.ts"
import { ok } from "#domain/problem.ts"
import type { ChangePage } from "#ports/acquirer.ts"

/** One line of an acquirer's list of changes. */
export type Change = ChangePage["changes"][number]

const typeStart = "recovery:"

/**
 * Gives changes that could not be settled to those who work off notifications: asked about again with growing waits,
 * counted, and given to people in the end. A repeat adds nothing.
 */
export async function queueChanges(outside: AcquirerOutside, changes: readonly Change[]): Promise<void> {
  const receivedAt = outside.clock.now()
  await inRepeatableTransaction(outside.db, async (transaction) => {
    for (const { acquirerPaymentId, reference, at } of changes) {
      await insertNotification(transaction, {
        acquirer: outside.acquirer.name,
        // In base 36: a run of digits could be taken for a card number.
        eventId: `recovery:${acquirerPaymentId}:${at.toString(36)}`,
        type: `${typeStart}${reference}`,
        externalId: acquirerPaymentId,
        receivedAt,
      })
    }
    return ok(null)
  })
}

/** The reference of a change that was queued, by the type it stands under; null for the acquirer's own notifications. */
export function queuedReference(type: string): string | null {
  return type.startsWith(typeStart) ? type.slice(typeStart.length) : null
}
