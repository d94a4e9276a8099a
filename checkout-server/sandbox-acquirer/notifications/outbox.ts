import { recordChange } from "#sandbox-acquirer/changes/change-log.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { recordEvents } from "#sandbox-acquirer/stripe/events/record-events.ts"
import type { NotificationType, Subject } from "./notification-type.ts"
import { queueNotification } from "./queue.ts"

/**
 * Notes a change and queues one pointer in the transaction of the change: none can exist without the others. The
 * body carries no state, so that a receiver must ask. A payment asked for in Stripe's words is told of in those.
 */
export async function announce(
  write: Write,
  payment: PaymentRow,
  type: NotificationType,
  subject: Subject | null = null,
): Promise<void> {
  if (payment.face === "stripe") {
    await recordEvents(write, payment, type, subject)
    return
  }
  await recordChange(write, payment.id)
  const id = freshId("evt")
  const body = JSON.stringify({
    id,
    type,
    payment_id: payment.id,
    reference: payment.reference,
    occurred_at: write.now.toISOString(),
  })
  await queueNotification(write, { id, face: "native", payment_id: payment.id, type, body })
}
