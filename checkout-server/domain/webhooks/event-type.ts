import type { PaymentState } from "#domain/payments/state.ts"

/** What buyers are told by webhook. Types may be added; none changes meaning. */
export const webhookEventTypes = [
  "payment.started",
  "payment.capturable",
  "payment.captured",
  "payment.failed",
  "payment.cancelled",
  "payment.expired",
  "payment.late_success_reversed",
  "payment.needs_operator",
  "refund.submitted",
  "refund.succeeded",
  "refund.failed",
  "dispute.opened",
  "dispute.updated",
  "dispute.closed",
] as const
export type WebhookEventType = (typeof webhookEventTypes)[number]

const byState: Partial<Record<PaymentState, WebhookEventType>> = {
  capturable: "payment.capturable",
  captured: "payment.captured",
  declined: "payment.failed",
  failed: "payment.failed",
  cancelled_by_payee: "payment.cancelled",
  cancelled_by_service: "payment.cancelled",
  expired: "payment.expired",
  needs_operator: "payment.needs_operator",
}

/** The event that a move from one state to another is told as; null where the buyer learns nothing new. */
export function webhookEventFor(from: PaymentState, to: PaymentState): WebhookEventType | null {
  if (from === "created" && (to === "started" || to === "authorising")) return "payment.started"
  return byState[to] ?? null
}
