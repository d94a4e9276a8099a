/** Every refusal a payee, buyer or acquirer can cause: the one closed list. Routes map each to a status and words. */
export const problems = [
  "service_unknown",
  "service_closed",
  "reference_empty",
  "reference_shape",
  "reference_check_digit",
  "reference_unknown",
  "account_stopped",
  "account_paid",
  "account_too_small",
  "card_number_in_text",
  "registration_empty",
  "registration_mismatch",
  "choice_empty",
  "amount_empty",
  "amount_shape",
  "amount_too_small",
  "amount_too_large",
  "quantity_range",
  "email_shape",
  "payment_unknown",
  "payment_not_payable",
  "payment_finished",
  "payment_busy",
  "payment_changed",
  "capture_not_possible",
  "request_repeated",
  "key_changed",
  "acquirer_missing",
  "acquirer_changed",
  "acquirer_refused",
  "acquirer_of_another_buyer",
  "refund_unknown",
  "refund_not_possible",
  "refund_disputed",
  "refund_too_large",
  "refund_available_differs",
  "dispute_unknown",
  "dispute_decided",
  "dispute_answered",
  "dispute_overdue",
  "case_unknown",
  "case_closed",
  "resolution_not_possible",
  "basket_unknown",
  "basket_expired",
  "acquirer_unavailable",
] as const
export type Problem = (typeof problems)[number]

/** A refusal as a value. */
export type Refusal<P extends Problem = Problem> = { readonly ok: false; readonly problem: P }

/** A value or a refusal; refusals are never thrown. */
export type Result<T, P extends Problem = Problem> = { readonly ok: true; readonly value: T } | Refusal<P>

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function refuse<P extends Problem>(problem: P): Refusal<P> {
  return { ok: false, problem }
}
