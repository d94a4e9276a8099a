import { exactPence } from "#domain/money.ts"
import type { AcquirerSnapshot, CardSummary, RefundSnapshot } from "#ports/acquirer.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"

import { chargeStatus, type OurCharge } from "./charges.ts"
import { reasonForCodes } from "./refusals.ts"
import type {
  ChargeReply,
  DisputeReply,
  RefundReply,
  WholeIntentReply,
  WholeSessionReply,
} from "./replies.ts"
import { savedCardOf } from "./saved-card.ts"

/** What Stripe says of one payment, gathered from its objects. */
export interface StripePayment {
  readonly session: WholeSessionReply
  /** Our payment id, as the session carries it. */
  readonly reference: string
  readonly refunds: readonly RefundReply[]
  readonly disputes: readonly DisputeReply[]
}

/** The charge of a kept card in our words. */
export function snapshotOfCharge({
  intent,
  reference,
  refunds,
  disputes,
}: OurCharge & Pick<StripePayment, "refunds" | "disputes">): AcquirerSnapshot {
  const status = chargeStatus(intent)
  const error = intent.last_payment_error ?? null
  return {
    acquirerPaymentId: intent.id,
    reference,
    status,
    amount: intent.amount,
    currency: "GBP",
    captured: status === "captured" ? intent.amount_received : exactPence(0),
    challengeUrl: null,
    lastRefusal: error === null ? null : reasonForCodes(error),
    card: cardOf(intent.latest_charge),
    savedCard: null,
    refunds: refunds.map(refundOf),
    disputes: disputes.map(disputeOf),
  }
}

/** The payment in our words; null where session and intent stand as they never should. */
export function snapshotOf({
  session,
  reference,
  refunds,
  disputes,
}: StripePayment): AcquirerSnapshot | null {
  const intent = session.payment_intent
  const error = intent?.last_payment_error ?? null
  const status = statusOf(session.status, intent?.status ?? null, error !== null)
  if (status === null) return null
  return {
    acquirerPaymentId: session.id,
    reference,
    status,
    amount: session.amount_total,
    currency: "GBP",
    captured: status === "captured" && intent ? intent.amount_received : exactPence(0),
    // The bank's page is shown inside Stripe's.
    challengeUrl: session.status === "open" ? (session.url ?? null) : null,
    lastRefusal: error === null ? null : reasonForCodes(error),
    card: cardOf(intent?.latest_charge ?? null),
    savedCard: intent === null ? null : savedCardOf(intent),
    refunds: refunds.map(refundOf),
    disputes: disputes.map(disputeOf),
  }
}

/** The intent's word on money goes before the session's on the page: the two are written one after the other. */
function statusOf(
  session: WholeSessionReply["status"],
  intent: WholeIntentReply["status"] | null,
  isRefused: boolean,
): AcquirerSnapshot["status"] | null {
  if (intent === "succeeded") return "captured"
  if (intent === "requires_capture") return "authorised"
  if (intent === "processing") return "pending"
  switch (session) {
    case "open":
      if (intent === "requires_action") return "challenge"
      return intent === "canceled" ? null : "open"
    case "complete":
      if (intent === "canceled") return "closed"
      // The bank said no after the payee had left the page, which never opens again.
      return intent === "requires_payment_method" && isRefused ? "closed" : null
    case "expired":
      // The payee may stand before the bank's page still; Stripe cancels the intent next.
      return intent === "requires_action" ? "pending" : "closed"
  }
}

/** The card of a charge. */
export function cardOf(charge: ChargeReply | null): CardSummary | null {
  const card = charge?.payment_method_details?.card ?? null
  if (card === null || card.brand === null || card.last4 === null) return null
  const month = card.exp_month.toString().padStart(2, "0")
  const year = (card.exp_year % 100).toString().padStart(2, "0")
  return { brand: card.brand, firstSix: null, lastFour: card.last4, expiry: `${month}/${year}` }
}

const refundStatuses = {
  pending: "pending",
  requires_action: "pending",
  succeeded: "succeeded",
  failed: "failed",
  canceled: "failed",
} as const satisfies Record<RefundReply["status"], RefundSnapshot["status"]>

/** A refund in our words. One that was made elsewhere, without our id, keeps Stripe's own: nobody here knows that. */
export function refundOf({ id, amount, status, metadata }: RefundReply): RefundSnapshot {
  return {
    acquirerRefundId: id,
    refundId: metadata.get("refund_id") ?? id,
    amount,
    status: refundStatuses[status],
  }
}

/** An appeal is made against a dispute that is lost; a question that was answered ends as won. */
const disputeStatuses = {
  warning_needs_response: "needs_response",
  warning_under_review: "under_review",
  warning_closed: "won",
  prevented: "won",
  needs_response: "needs_response",
  under_review: "under_review",
  won: "won",
  lost: "lost",
  appeal_needs_response: "lost",
  appeal_under_review: "lost",
} as const satisfies Record<DisputeReply["status"], DisputeSnapshot["status"]>

/** While the bank only asks, Stripe names the sum in question, but takes nothing. */
const withoutMoney: ReadonlySet<DisputeReply["status"]> = new Set([
  "warning_needs_response",
  "warning_under_review",
  "warning_closed",
  "prevented",
])

/** A dispute in our words. */
export function disputeOf(dispute: DisputeReply): DisputeSnapshot {
  return {
    acquirerDisputeId: dispute.id,
    amount: withoutMoney.has(dispute.status) ? exactPence(0) : dispute.amount,
    reason: dispute.reason,
    status: disputeStatuses[dispute.status],
    evidenceDueAt: dispute.evidence_details.due_by ?? null,
    openedAt: dispute.created,
  }
}
