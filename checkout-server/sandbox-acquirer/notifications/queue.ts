import type { NotifyFault } from "#sandbox-acquirer/faults/fault.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import type { NotificationRow } from "#sandbox-acquirer/store/rows.ts"

/**
 * How late `notify-late` is: after the payee has long seen a page, before a caller's first sweep has given up. So
 * long a notification waits for the next one that it is to come after.
 */
const lateMilliseconds = 30_000

/** `notify-early` is sent before the answer by whoever answers; where that process dies, it is sent after this. */
const unsentMilliseconds = 10_000

/** Queues one notification in the transaction of what it tells: none can exist without the other. */
export async function queueNotification(
  { tx, now, notifyFault }: Pick<Write, "tx" | "now" | "notifyFault">,
  notification: Pick<NotificationRow, "id" | "face" | "payment_id" | "type" | "body">,
): Promise<void> {
  await tx`
    INSERT INTO notification ${tx({
      ...notification,
      fault: notifyFault,
      created_at: now,
      next_attempt_at: firstAttempt(now, notifyFault),
    })}`
}

function firstAttempt(now: Date, notifyFault: NotifyFault | null): Date | null {
  switch (notifyFault) {
    case "notify-never":
      return null
    case "notify-late":
    case "notify-reordered":
      return new Date(now.getTime() + lateMilliseconds)
    case "notify-early":
      return new Date(now.getTime() + unsentMilliseconds)
    case "notify-twice":
    case "notify-forged":
    case null:
      return now
  }
}
