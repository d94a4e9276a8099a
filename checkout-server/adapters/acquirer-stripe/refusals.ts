import type { RefusalReason } from "#domain/payments/refusal-reason.ts"

/** Stripe's decline and error codes by what they mean in our words. */
const codes: Readonly<Partial<Record<RefusalReason, readonly string[]>>> = {
  declined: ["generic_decline", "do_not_honor", "call_issuer", "card_declined"],
  insufficient_funds: ["insufficient_funds", "card_velocity_exceeded", "withdrawal_count_limit_exceeded"],
  expired_card: ["expired_card"],
  not_permitted: [
    "card_not_supported",
    "restricted_card",
    "currency_not_supported",
    "not_permitted",
    "service_not_allowed",
    "transaction_not_allowed",
  ],
  incorrect_details: [
    "incorrect_address",
    "incorrect_cvc",
    "incorrect_number",
    "incorrect_zip",
    "invalid_cvc",
    "invalid_expiry_month",
    "invalid_expiry_year",
    "invalid_number",
  ],
  authentication_required: ["authentication_required"],
  authentication_failed: [
    "payment_intent_authentication_failure",
    "setup_intent_authentication_failure",
    "authentication_not_handled",
  ],
  suspected_fraud: ["fraudulent", "lost_card", "stolen_card", "pickup_card", "merchant_blacklist"],
  temporarily_unavailable: [
    "processing_error",
    "issuer_not_available",
    "reenter_transaction",
    "try_again_later",
  ],
  do_not_retry: [
    "do_not_try_again",
    "revocation_of_all_authorizations",
    "revocation_of_authorization",
    "stop_payment_order",
  ],
}

const reasons: ReadonlyMap<string, RefusalReason> = new Map(
  (Object.keys(codes) as RefusalReason[]).flatMap((reason) =>
    (codes[reason] ?? []).map((code): [string, RefusalReason] => [code, reason]),
  ),
)

/** What Stripe says of a refused card: the bank's code, and its own. */
export interface RefusalCodes {
  readonly code?: string | null | undefined
  readonly decline_code?: string | null | undefined
}

/** Why the card was refused. Stripe's list is open: an unknown code reads as `declined`. */
export function reasonForCodes({ code, decline_code }: RefusalCodes): RefusalReason {
  return reasons.get(decline_code ?? "") ?? reasons.get(code ?? "") ?? "declined"
}

/** Codes that prove that the object was in no state for the request, so that this call did nothing. */
const wrongStates: ReadonlySet<string> = new Set([
  "amount_too_large",
  "charge_already_captured",
  "charge_already_refunded",
  "charge_disputed",
  "charge_expired_for_capture",
  "charge_not_refundable",
  "intent_invalid_state",
  "payment_intent_unexpected_state",
])

/** What a request that Stripe would not take means: `not_possible` where only the state forbade it. */
export function reasonForRequest(code: string | undefined): "not_possible" | "configuration" {
  return wrongStates.has(code ?? "") ? "not_possible" : "configuration"
}
