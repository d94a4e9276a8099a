import type { Posting } from "#domain/ledger/posting.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { paymentEvents } from "#domain/payments/state.ts"
import type { WebhookEventType } from "#domain/webhooks/event-type.ts"

/** Every line that a payment's history can have. */
export const historyEvents = [
  "born",
  "extended",
  ...paymentEvents,
  "refund_submitted",
  "refund_succeeded",
  "refund_failed",
  "refund_unclear",
  "dispute_opened",
  "dispute_updated",
  "dispute_closed",
] as const
export type HistoryEvent = (typeof historyEvents)[number]

/** One change of a payment, whoever decided it: everything that is written together, in one database transaction. */
export interface PaymentChange {
  readonly event: HistoryEvent
  readonly before: Payment
  readonly after: Payment
  readonly postings: readonly Posting[]
  /** The buyer is told this; null where nothing public happened. */
  readonly notify: WebhookEventType | null
  /** The refund or dispute that the change is about. */
  readonly about?: { readonly refundId?: string; readonly disputeId?: string }
  /** People must look: a case is opened, logged as an error and counted. */
  readonly operatorCase: OperatorReason | null
}
