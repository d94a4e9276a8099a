import type { DisputeBody, PaymentDisputesBody } from "#contract/dispute.ts"
import { paymentUrl } from "#contract/payment-links.ts"
import { isBeingAnswered } from "#domain/disputes/being-answered.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import { checkAnswerable } from "#domain/disputes/dispute-answer.ts"
import type { Instant } from "#domain/instant.ts"
import type { Operation, OperationState } from "#domain/payments/operation.ts"
import { utcTimestamp } from "#domain/webhooks/timestamp.ts"

/** What a body needs beside the dispute: the public address of checkout and API, without a trailing slash, and the time. */
interface DisputeView {
  readonly checkoutUrl: string
  readonly now: Instant
}

/** A dispute and the newest answer to it. */
export interface ShownDispute {
  readonly dispute: Dispute
  readonly answer: Operation | null
}

/** The dispute as it goes over the wire. */
export function disputeBody({ dispute, answer }: ShownDispute, view: DisputeView): DisputeBody {
  const self = `${view.checkoutUrl}/v1/disputes/${dispute.id}`
  const shown = answerBody(answer)
  const asked = { isBeingAnswered: isBeingAnswered(dispute, answer), at: view.now }
  const isAwaited = checkAnswerable(dispute, asked).ok
  return {
    dispute_id: dispute.id,
    payment_id: dispute.paymentId,
    amount: dispute.amount,
    status: dispute.state,
    reason: dispute.reason,
    created_date: utcTimestamp(dispute.openedAt),
    ...(dispute.evidenceDueAt === null ? {} : { evidence_due_date: utcTimestamp(dispute.evidenceDueAt) }),
    settlement_summary: {},
    _links: {
      self: { href: self, method: "GET" },
      payment: { href: paymentUrl(view.checkoutUrl, dispute.paymentId), method: "GET" },
      ...(isAwaited
        ? {
            evidence: { href: `${self}/evidence`, method: "POST" },
            acceptance: { href: `${self}/acceptance`, method: "POST" },
          }
        : {}),
    },
    civic_pay: shown === null ? {} : { answer: shown },
  }
}

/** A payment's disputes over the wire, as they are given. */
export function paymentDisputesBody(
  paymentId: string,
  disputes: readonly ShownDispute[],
  view: DisputeView,
): PaymentDisputesBody {
  const payment = paymentUrl(view.checkoutUrl, paymentId)
  return {
    payment_id: paymentId,
    _embedded: { disputes: disputes.map((one) => disputeBody(one, view)) },
    _links: {
      self: { href: `${payment}/disputes`, method: "GET" },
      payment: { href: payment, method: "GET" },
    },
  }
}

type AnswerBody = NonNullable<DisputeBody["civic_pay"]["answer"]>

/** Only what is proved is a success or an error. */
const statuses: Readonly<Record<OperationState, AnswerBody["status"]>> = {
  prepared: "submitted",
  sent: "submitted",
  unknown: "submitted",
  awaiting_payee: "submitted",
  succeeded: "success",
  refused: "error",
  abandoned: "error",
  superseded: "overtaken",
}

function answerBody(answer: Operation | null): AnswerBody | null {
  const kind = answer?.request.answer
  if (answer === null || kind === undefined) return null
  return { kind, status: statuses[answer.state], created_date: utcTimestamp(answer.createdAt) }
}
