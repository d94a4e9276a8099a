import * as v from "valibot"
import { type Instant, instant } from "#domain/instant.ts"
import { exactPence, type Pence } from "#domain/money.ts"
import type { AcquirerSnapshot, CardSummary, RefundSnapshot } from "#ports/acquirer.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import { reasonForCode } from "./refusals.ts"

/** An amount that has no direction. */
export const wirePence = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.transform((value): Pence => exactPence(value)),
)
export const wireInstant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text): Instant => instant(Date.parse(text))),
)
/** An address that a browser may be sent to, as `URL` writes it: no line breaks, no script. */
const wireUrl = v.pipe(
  v.string(),
  v.check((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
  v.transform((text) => new URL(text).href),
)

const cardReply = v.pipe(
  v.object({ brand: v.string(), first_six: v.string(), last_four: v.string(), expiry: v.string() }),
  v.transform(
    (card): CardSummary => ({
      brand: card.brand,
      firstSix: card.first_six,
      lastFour: card.last_four,
      expiry: card.expiry,
    }),
  ),
)

/** One refund as the acquirer shows it; `payment_id` is the acquirer's. */
export const refundReply = v.object({
  id: v.string(),
  payment_id: v.string(),
  refund_id: v.string(),
  amount: wirePence,
  status: v.picklist(["pending", "succeeded", "failed"]),
})
export type RefundReply = v.InferOutput<typeof refundReply>

/** One dispute as the acquirer shows it; `payment_id` is the acquirer's. */
export const disputeReply = v.object({
  id: v.string(),
  payment_id: v.string(),
  amount: wirePence,
  reason: v.string(),
  status: v.picklist(["needs_response", "under_review", "won", "lost"]),
  evidence_due_at: v.nullable(wireInstant),
  opened_at: wireInstant,
})

/** One payment as the acquirer shows it. New fields may join; a new status or currency is not recognised. */
export const paymentReply = v.object({
  id: v.string(),
  reference: v.string(),
  status: v.picklist(["open", "challenge", "pending", "authorised", "captured", "closed"]),
  amount: wirePence,
  currency: v.literal("GBP"),
  capture_mode: v.picklist(["automatic", "manual"]),
  captured: wirePence,
  authorised_until: v.nullable(wireInstant),
  challenge_url: v.nullable(wireUrl),
  last_refusal: v.nullable(v.string()),
  card: v.nullable(cardReply),
  // An answer that a key has kept from before there were any has none.
  saved_card: v.optional(v.nullable(v.pipe(v.string(), v.nonEmpty())), null),
  refunds: v.array(refundReply),
  disputes: v.array(disputeReply),
})
export type PaymentReply = v.InferOutput<typeof paymentReply>

/** A prepared payment also has its card entry: the form's action and its secret. None where a kept card is charged. */
export const preparedReply = v.object({
  ...paymentReply.entries,
  entry: v.nullable(v.object({ action: wireUrl, secret: v.pipe(v.string(), v.nonEmpty()) })),
})
export type PreparedReply = v.InferOutput<typeof preparedReply>

export const forgottenReply = v.object({ id: v.string(), forgotten: v.literal(true) })

export const searchReply = v.object({ payments: v.array(paymentReply), complete: v.boolean() })

/** An error's codes; its other words are for people. */
export const errorReply = v.object({
  error: v.object({ code: v.string(), decline_code: v.optional(v.string()) }),
})

/** The acquirer's payment in our words. */
export function snapshotOf(reply: PaymentReply): AcquirerSnapshot {
  return {
    acquirerPaymentId: reply.id,
    reference: reply.reference,
    status: reply.status,
    amount: reply.amount,
    currency: reply.currency,
    captured: reply.captured,
    challengeUrl: reply.challenge_url,
    lastRefusal: reply.last_refusal === null ? null : reasonForCode(reply.last_refusal),
    card: reply.card,
    savedCard: reply.saved_card,
    refunds: reply.refunds.map(refundOf),
    disputes: reply.disputes.map(disputeOf),
  }
}

export function refundOf(reply: RefundReply): RefundSnapshot {
  return {
    acquirerRefundId: reply.id,
    refundId: reply.refund_id,
    amount: reply.amount,
    status: reply.status,
  }
}

export function disputeOf(reply: v.InferOutput<typeof disputeReply>): DisputeSnapshot {
  return {
    acquirerDisputeId: reply.id,
    amount: reply.amount,
    reason: reply.reason,
    status: reply.status,
    evidenceDueAt: reply.evidence_due_at,
    openedAt: reply.opened_at,
  }
}
