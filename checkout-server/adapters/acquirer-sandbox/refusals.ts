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
])

/** Why the bank said no. */
export function reasonForCode(code: string): RefusalReason {
  return reasons.get(code) ?? "declined"
}

/** Conflicts that prove that this call did nothing. Any other 409 proves nothing. */
const conflicts: ReadonlySet<string> = new Set([
  "not_possible",
  "token_not_usable",
  "amount_too_large",
  "refund_id_used",
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
    if (conflicts.has(error.code)) return { kind: "refused", reason: "not_possible" }
    return { kind: "unknown", cause: error.code === "in_flight" ? "in_flight" : "unrecognised" }
  }
  return understood.has(status)
    ? { kind: "refused", reason: "configuration" }
    : { kind: "unknown", cause: "unrecognised" }
}

/** Statuses that say the request itself was wrong, so that nothing was done. */
const understood: ReadonlySet<number> = new Set([400, 404, 413, 415, 422])
