import type { RefusalReason } from "#domain/payments/refusal-reason.ts"

/** The sandbox's decline codes in our words. The list is open: an unknown code reads as `declined`. */
const reasons: ReadonlyMap<string, RefusalReason> = new Map([
  ["insufficient_funds", "insufficient_funds"],
  ["card_velocity_exceeded", "insufficient_funds"],
  ["expired_card", "expired_card"],
  ["incorrect_cvc", "incorrect_details"],
  ["processing_error", "temporarily_unavailable"],
  ["lost_card", "suspected_fraud"],
  ["stolen_card", "suspected_fraud"],
  ["fraudulent", "suspected_fraud"],
  ["authentication_failed", "authentication_failed"],
  ["authentication_required", "authentication_required"],
  ["revocation_of_authorization", "do_not_retry"],
])

/** Why the bank said no. */
export function reasonForCode(code: string): RefusalReason {
  return reasons.get(code) ?? "declined"
}

/** Conflicts that prove that this call did nothing. Any other 409 proves nothing. */
const conflicts: ReadonlyMap<string, RefusalReason> = new Map([
  ["not_possible", "not_possible"],
  ["token_not_usable", "not_possible"],
  ["amount_too_large", "not_possible"],
  ["refund_id_used", "not_possible"],
  ["saved_card_forgotten", "do_not_retry"],
])

/**
 * What an error answer means: a refusal, `in_flight`, or `unrecognised`. A key used for another request is
 * `unrecognised`: what the first request did is not known.
 */
export function meaningOfError(
  status: number,
  error: { readonly code: string; readonly decline_code?: string | undefined },
):
  | { readonly kind: "refused"; readonly reason: RefusalReason }
  | { readonly kind: "unknown"; readonly cause: "in_flight" | "unrecognised" } {
  if (status === 402) return { kind: "refused", reason: reasonForCode(error.decline_code ?? error.code) }
  if (status === 409) {
    const reason = conflicts.get(error.code)
    if (reason !== undefined) return { kind: "refused", reason }
    return { kind: "unknown", cause: error.code === "in_flight" ? "in_flight" : "unrecognised" }
  }
  return understood.has(status)
    ? { kind: "refused", reason: "configuration" }
    : { kind: "unknown", cause: "unrecognised" }
}

/** Statuses that say the request itself was wrong, so that nothing was done. */
const understood: ReadonlySet<number> = new Set([400, 404, 413, 415, 422])
