import type { Instant } from "#domain/instant.ts"
import type { Posting, PostingKind } from "#domain/ledger/posting.ts"
import { posting, reversalPosting } from "#domain/ledger/posting.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import type { HistoryEvent, PaymentChange } from "#domain/payments/change.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Refusal } from "#domain/problem.ts"
import { refuse } from "#domain/problem.ts"
import type { Refund, RefundState } from "#domain/refunds/refund.ts"
import { newRefund, refundMoves } from "#domain/refunds/refund.ts"
import type { WebhookEventType } from "#domain/webhooks/event-type.ts"

/** A refund and what it changes of its payment. */
export interface RefundChange {
  readonly refund: Refund
  readonly payment: PaymentChange
}

/** What can still be refunded. */
export function amountAvailable(payment: Payment): Pence {
  return payment.state === "captured" ? exactPence(payment.captured - payment.refundReserved) : exactPence(0)
}

/**
 * A refund of `amount`, reserved at once, so that refunds together never exceed the capture.
 * `expectedAvailable`: what the buyer believes is left (an optimistic lock); null does not ask.
 */
export function requestRefund(
  payment: Payment,
  asked: {
    readonly id: string
    readonly acquirerPaymentId: string
    readonly amount: Pence
    readonly expectedAvailable: Pence | null
    readonly disputed: boolean
    readonly at: Instant
  },
):
  | { readonly ok: true; readonly value: RefundChange }
  | Refusal<"refund_not_possible" | "refund_disputed" | "refund_too_large" | "refund_available_differs"> {
  if (payment.state !== "captured") return refuse("refund_not_possible")
  if (asked.disputed) return refuse("refund_disputed")
  const available = amountAvailable(payment)
  if (asked.expectedAvailable !== null && asked.expectedAvailable !== available) {
    return refuse("refund_available_differs")
  }
  if (available === 0) return refuse("refund_not_possible")
  if (asked.amount > available) return refuse("refund_too_large")
  const { id, acquirerPaymentId, amount, at } = asked
  const refund = newRefund(payment, { id, kind: "refund", acquirerPaymentId, amount, at })
  return { ok: true, value: { refund, payment: requested(payment, refund) } }
}

function requested(payment: Payment, refund: Refund): PaymentChange {
  return {
    event: "refund_submitted",
    before: payment,
    after: told(payment, { refundReserved: sum(payment.refundReserved, refund.amount) }),
    postings: [posting("refund_submitted", refund.id, refund.amount)],
    notify: "refund.submitted",
    about: { refundId: refund.id },
    operatorCase: null,
  }
}

/** What the acquirer, or an operator, says of a refund. */
export type RefundFinding = "succeeded" | "failed" | "stuck"

const destinations: Readonly<Record<RefundFinding, RefundState>> = {
  succeeded: "succeeded",
  failed: "failed",
  stuck: "needs_operator",
}

/**
 * What a finding changes; null where it is known already. `contradiction`: a refund that ended, of which the acquirer
 * now tells another sum, or success after failure: nothing of ours may settle it.
 */
export function refundChange(
  payment: Payment,
  refund: Refund,
  news: {
    readonly finding: RefundFinding
    readonly acquirerRefundId: string | null
    readonly at: Instant
  },
): { readonly kind: "change"; readonly value: RefundChange } | { readonly kind: "contradiction" } | null {
  const to = destinations[news.finding]
  if (to === refund.state) return null
  if (!refundMoves.some(([from, next]) => from === refund.state && next === to)) {
    return { kind: "contradiction" }
  }
  const after = {
    ...refund,
    state: to,
    acquirerRefundId: news.acquirerRefundId ?? refund.acquirerRefundId,
    updatedAt: news.at,
  }
  return { kind: "change", value: { refund: after, payment: moved(payment, refund, to) } }
}

const events: Readonly<Record<RefundState, HistoryEvent>> = {
  submitted: "refund_submitted",
  needs_operator: "refund_unclear",
  succeeded: "refund_succeeded",
  failed: "refund_failed",
}

function moved(payment: Payment, refund: Refund, to: RefundState): PaymentChange {
  const isReversal = refund.kind === "reversal"
  const notify = isReversal ? null : notices[to]
  const amounts = isReversal ? {} : amountsAfter(payment, refund, to)
  return {
    event: events[to],
    before: payment,
    after: notify === null ? recorded(payment, amounts) : told(payment, amounts),
    postings: postingsOf(refund, to),
    notify,
    about: { refundId: refund.id },
    operatorCase: caseOf(refund, to),
  }
}

const notices: Readonly<Record<RefundState, WebhookEventType | null>> = {
  submitted: "refund.submitted",
  needs_operator: null,
  succeeded: "refund.succeeded",
  failed: "refund.failed",
}

/** A reversal's money is never the payment's own: its columns stay as they are. */
function amountsAfter(payment: Payment, refund: Refund, to: RefundState): Partial<Payment> {
  const { amount } = refund
  if (to === "succeeded") return { refunded: sum(payment.refunded, amount) }
  if (to !== "failed") return {}
  const refunded = refund.state === "succeeded" ? exactPence(payment.refunded - amount) : payment.refunded
  return { refunded, refundReserved: exactPence(payment.refundReserved - amount) }
}

function postingsOf(refund: Refund, to: RefundState): readonly Posting[] {
  const kind = postingKind(refund, to)
  if (kind === null) return []
  const post = refund.kind === "reversal" ? reversalPosting : posting
  return [post(kind, refund.id, refund.amount)]
}

function postingKind(refund: Refund, to: RefundState): PostingKind | null {
  if (to === "succeeded") return "refund_succeeded"
  if (to === "failed") return refund.state === "succeeded" ? "refund_returned" : "refund_failed"
  return null
}

function caseOf(refund: Refund, to: RefundState): OperatorReason | null {
  if (to === "needs_operator") return "refund_unclear"
  return to === "failed" && refund.kind === "reversal" ? "reversal_failed" : null
}

/**
 * Late money of a payment that keeps none: it stands in suspense and is sent back at once. `change` is the recorded
 * fact; the postings and the refund join it.
 */
export function reversalOf(
  change: PaymentChange,
  late: {
    readonly id: string
    readonly acquirerPaymentId: string
    readonly amount: Pence
    readonly at: Instant
  },
): RefundChange {
  const refund = newRefund(change.after, { ...late, kind: "reversal" })
  return {
    refund,
    payment: {
      ...change,
      postings: [
        ...change.postings,
        posting("late_success", late.acquirerPaymentId, late.amount),
        reversalPosting("refund_submitted", refund.id, late.amount),
      ],
      about: { refundId: refund.id },
    },
  }
}

function sum(one: Pence, other: Pence): Pence {
  return exactPence(one + other)
}

function recorded(payment: Payment, facts: Partial<Payment>): Payment {
  return { ...payment, ...facts, version: payment.version + 1 }
}

function told(payment: Payment, facts: Partial<Payment>): Payment {
  return { ...recorded(payment, facts), notices: payment.notices + 1 }
}
