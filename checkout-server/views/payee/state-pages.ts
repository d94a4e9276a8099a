import type { PaymentState } from "#domain/payments/state.ts"

/** The pages of a payment. The name also tells the page script whether another page has come due. */
export type PaymentPage = "check" | "card" | "challenge" | StatusPage

/** The pages that ask nothing: all are drawn by `statusPage`. */
export type StatusPage = "checking" | "approved" | "complete" | ClosedPage

/** The pages of a payment that ended without money. */
export type ClosedPage = "declined" | "expired" | "cancelled_by_payee" | "cancelled_by_service" | "failed"

/** The state picks the page. Total: a state without a page does not compile. */
export const statePages = {
  created: "check",
  started: "card",
  challenge_required: "challenge",
  authorising: "checking",
  checking: "checking",
  needs_operator: "checking",
  authorised: "approved",
  capturable: "approved",
  capturing: "approved",
  captured: "complete",
  declined: "declined",
  expired: "expired",
  cancelled_by_payee: "cancelled_by_payee",
  cancelled_by_service: "cancelled_by_service",
  failed: "failed",
} as const satisfies Readonly<Record<PaymentState, PaymentPage>>
