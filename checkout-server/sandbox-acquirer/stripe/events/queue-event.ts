import type Stripe from "stripe"
import { queueForCommit } from "#sandbox-acquirer/changes/change-log.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import { queueNotification } from "#sandbox-acquirer/notifications/queue.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import { type Known, type StripeObject, seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"

/** The API whose shapes are spoken where a caller names no other. */
export const apiVersion = "2026-10-28.endive"

/** What this face tells. */
export type EventType = Extract<
  Known<Stripe.Event["type"]>,
  | "checkout.session.completed"
  | "checkout.session.expired"
  | "checkout.session.async_payment_failed"
  | "payment_intent.requires_action"
  | "payment_intent.processing"
  | "payment_intent.amount_capturable_updated"
  | "payment_intent.succeeded"
  | "payment_intent.payment_failed"
  | "payment_intent.canceled"
  | "charge.refunded"
  | "refund.created"
  | "refund.updated"
  | "refund.failed"
  | "charge.dispute.created"
  | "charge.dispute.updated"
  | "charge.dispute.closed"
  | "payout.paid"
>

/** One thing that happened, with the object as it then was. */
export interface Happening {
  readonly type: EventType
  readonly object: StripeObject
}

/** Notes events in the transaction of what they tell, numbered in the order in which they commit. */
export async function queueEvents(
  write: Write,
  paymentId: string | null,
  happenings: readonly Happening[],
): Promise<void> {
  await queueForCommit(write.tx)
  for (const [index, { type, object }] of happenings.entries()) {
    const id = freshId("evt")
    const event = {
      id,
      object: "event",
      api_version: apiVersion,
      created: seconds(write.now),
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: write.idempotencyKey },
    } satisfies Omit<Stripe.EventBase, "data" | "type">
    // Turned round, the first of them comes after the next; held back all together, none would.
    const keepsOrder = write.notifyFault === "notify-reordered" && index > 0
    await queueNotification(
      { ...write, notifyFault: keepsOrder ? null : write.notifyFault },
      {
        id,
        face: "stripe",
        payment_id: paymentId,
        type,
        body: JSON.stringify({ ...event, type, data: { object } }),
      },
    )
  }
}
