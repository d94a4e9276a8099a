import { freshId } from "#sandbox-acquirer/ids.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import type { PaymentRow, RefundStatus } from "#sandbox-acquirer/store/rows.ts"

export type NotificationType =
  | `payment.${"authorised" | "captured" | "declined" | "closed" | "challenge"}`
  | `refund.${RefundStatus}`

/** How late `notify-late` is: after the payee has long seen a page, before a caller's first sweep has given up. */
const lateMilliseconds = 30_000

/**
 * Queues one pointer in the transaction of the change it tells of: neither can exist without the other. The body
 * carries no state, so that a receiver must ask.
 */
export async function announce(write: Write, payment: PaymentRow, type: NotificationType): Promise<void> {
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
  if (notifyFault === "notify-never") return null
  return notifyFault === "notify-late" ? new Date(now.getTime() + lateMilliseconds) : now
}
