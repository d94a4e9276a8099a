import { recordChange } from "#sandbox-acquirer/changes/change-log.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import type { PaymentRow, RefundStatus } from "#sandbox-acquirer/store/rows.ts"

export type NotificationType =
  | `payment.${"authorised" | "captured" | "declined" | "closed" | "challenge"}`
  | `refund.${RefundStatus}`
  | `dispute.${"opened" | "updated" | "closed"}`

/**
 * How late `notify-late` is: after the payee has long seen a page, before a caller's first sweep has given up. So
 * long a notification waits for the next one that it is to come after.
 */
const lateMilliseconds = 30_000

/** `notify-early` is sent before the answer by whoever answers; where that process dies, it is sent after this. */
const unsentMilliseconds = 10_000

/**
 * Notes a change and queues one pointer in the transaction of the change: none can exist without the others. The
 * body carries no state, so that a receiver must ask.
 */
export async function announce(write: Write, payment: PaymentRow, type: NotificationType): Promise<void> {
  await recordChange(write, payment.id)
  const id = freshId("evt")
  const body = JSON.stringify({
    id,
    type,
    payment_id: payment.id,
    reference: payment.reference,
    occurred_at: write.now.toISOString(),
  })
  await write.tx`
    INSERT INTO notification (id, payment_id, type, body, fault, created_at, next_attempt_at)
    VALUES (${id}, ${payment.id}, ${type}, ${body}, ${write.notifyFault}, ${write.now}, ${firstAttempt(write)})`
}

function firstAttempt({ now, notifyFault }: Write): Date | null {
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
