import { freshId } from "#sandbox-acquirer/ids.ts"
import type { NotificationType, Subject } from "#sandbox-acquirer/notifications/notification-type.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { expectPayout } from "#sandbox-acquirer/stripe/books/tell-of-payouts.ts"
import { changeFace, findStripePayment, type StripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { lastCharge, viewCharge } from "#sandbox-acquirer/stripe/views/charge.ts"
import { findDispute, viewDispute } from "#sandbox-acquirer/stripe/views/dispute.ts"
import { viewIntent } from "#sandbox-acquirer/stripe/views/intent.ts"
import { findRefund, viewRefund } from "#sandbox-acquirer/stripe/views/refund.ts"
import { viewSession } from "#sandbox-acquirer/stripe/views/session.ts"
import { type EventType, type Happening, queueEvents } from "./queue-event.ts"

/**
 * What a change of a payment is in Stripe's words: its attempt as a charge, its session's end, and the events that
 * tell of them. The caller holds the payment's row.
 */
export async function recordEvents(
  write: Write,
  payment: PaymentRow,
  type: NotificationType,
  subject: Subject | null,
): Promise<void> {
  const happenings = await happeningsOf(write, payment, type, subject)
  await expectPayout(write)
  await queueEvents(write, payment.id, happenings)
}

async function happeningsOf(
  write: Write,
  payment: PaymentRow,
  type: NotificationType,
  subject: Subject | null,
): Promise<readonly Happening[]> {
  switch (type) {
    case "payment.challenge":
      return [await intentEvent(write, payment, "payment_intent.requires_action")]
    case "payment.authorised":
      await recordCharge(write, payment, "succeeded")
      return [
        await intentEvent(write, payment, "payment_intent.amount_capturable_updated"),
        ...(await completeSession(write, payment)),
      ]
    case "payment.captured":
      await recordCharge(write, payment, "succeeded")
      return [
        await intentEvent(write, payment, "payment_intent.succeeded"),
        ...(await completeSession(write, payment)),
      ]
    case "payment.declined":
      // A bank's check that failed never came to a charge.
      if (payment.last_refusal !== "authentication_failed") await recordCharge(write, payment, "failed")
      return declined(write, payment)
    case "payment.closed":
      return closed(write, payment)
    case "refund.pending":
    case "refund.succeeded":
    case "refund.failed":
      return refundEvents(write, payment, type, subject)
    case "dispute.opened":
      return disputeEvents(write, "charge.dispute.created", subject)
    case "dispute.updated":
      return disputeEvents(write, "charge.dispute.updated", subject)
    case "dispute.closed":
      return disputeEvents(write, "charge.dispute.closed", subject)
  }
}

async function known({ tx }: Write, payment: PaymentRow): Promise<StripePayment> {
  const found = await findStripePayment(tx, { payment: payment.id })
  if (!found) throw new Error("a payment of this face has no intent")
  return found
}

async function intentEvent(write: Write, payment: PaymentRow, type: EventType): Promise<Happening> {
  return { type, object: await viewIntent(write.tx, await known(write, payment), write.now) }
}

/** The bank has an attempt that it can still decide on: the payee is done with the page. */
export async function recordPending(write: Write, payment: PaymentRow): Promise<void> {
  const events = [
    await intentEvent(write, payment, "payment_intent.processing"),
    ...(await completeSession(write, payment)),
  ]
  await queueEvents(write, payment.id, events)
}

/** Ends the session, where there is one and it has not ended yet. */
async function completeSession(write: Write, payment: PaymentRow): Promise<readonly Happening[]> {
  const { face } = await known(write, payment)
  if (face.session_id === null || face.completed_at !== null) return []
  await changeFace(write.tx, payment.id, { completed_at: write.now })
  return [{ type: "checkout.session.completed", object: viewSession(await known(write, payment), write.now) }]
}

async function declined(write: Write, payment: PaymentRow): Promise<readonly Happening[]> {
  const found = await known(write, payment)
  const failed = await intentEvent(write, payment, "payment_intent.payment_failed")
  if (found.face.completed_at === null) return [failed]
  return [failed, { type: "checkout.session.async_payment_failed", object: viewSession(found, write.now) }]
}

async function closed(write: Write, payment: PaymentRow): Promise<readonly Happening[]> {
  const { face } = await known(write, payment)
  const { session_id, intent_created_at, completed_at } = face
  if (face.cancelled_at === null) {
    await changeFace(write.tx, payment.id, { cancelled_at: write.now, cancellation_reason: "automatic" })
  }
  const cancelled =
    intent_created_at === null ? [] : [await intentEvent(write, payment, "payment_intent.canceled")]
  if (session_id === null || completed_at !== null) return cancelled
  const session = viewSession(await known(write, payment), write.now)
  return [...cancelled, { type: "checkout.session.expired", object: session }]
}

/** Notes the attempt that the bank has just answered; a capture is of the charge that was authorised. */
async function recordCharge(
  write: Write,
  payment: PaymentRow,
  status: "succeeded" | "failed",
): Promise<void> {
  const { face } = await known(write, payment)
  const row = {
    id: freshId("ch"),
    payment_id: payment.id,
    status,
    refusal: status === "failed" ? payment.last_refusal : null,
    payment_method: face.payment_method,
    card_brand: payment.card_brand,
    card_last_four: payment.card_last_four,
    card_expiry: payment.card_expiry,
    created_at: write.now,
  }
  await write.tx`
    INSERT INTO stripe_charge ${write.tx(row)}
    ON CONFLICT (payment_id) WHERE status = 'succeeded' DO NOTHING`
}

async function refundEvents(
  write: Write,
  payment: PaymentRow,
  type: `refund.${"pending" | "succeeded" | "failed"}`,
  subject: Subject | null,
): Promise<readonly Happening[]> {
  const refund = await findRefund(write.tx, subject?.id ?? "")
  const charge = await lastCharge(write.tx, payment.id)
  if (!refund || !charge) throw new Error("a refund without a charge")
  const object = await viewRefund(write.tx, refund)
  if (subject?.isNew === true) {
    const refunded = await viewCharge(write.tx, charge, await known(write, payment))
    return [
      { type: "refund.created", object },
      { type: "charge.refunded", object: refunded },
    ]
  }
  const updated: Happening = { type: "refund.updated", object }
  return type === "refund.failed" ? [updated, { type: "refund.failed", object }] : [updated]
}

/** None for a bank's early warning, which is no dispute here. */
async function disputeEvents(
  write: Write,
  type: EventType,
  subject: Subject | null,
): Promise<readonly Happening[]> {
  const dispute = await findDispute(write.tx, subject?.id ?? "")
  return dispute ? [{ type, object: await viewDispute(write.tx, dispute, write.now) }] : []
}
