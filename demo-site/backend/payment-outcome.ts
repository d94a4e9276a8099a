import type { Answer } from "./payments-api.ts"

/**
 * What the return page may say about a payment.
 *
 * - `paid`: the money is taken, for good
 * - `not_started`: nobody has begun to pay
 * - `checking`: begun and not decided; the payee must not pay again
 * - `declined`, `expired`, `cancelled`, `cancelled_by_us`, `failed`: decided, no money taken
 * - `unreadable`: it exists elsewhere or not at all; our key does not open it
 * - `unavailable`: we could not ask, so we do not know
 */
export type PaymentOutcome =
  | "paid"
  | "not_started"
  | "checking"
  | "declined"
  | "expired"
  | "cancelled"
  | "cancelled_by_us"
  | "failed"
  | "unreadable"
  | "unavailable"

/** Turns an answer about a payment into what may be said; whatever is not certain is never called failed. */
export function paymentOutcome(answer: Answer): PaymentOutcome {
  if (!answer.ok) {
    return answer.problem === "refused" && answer.status === 404 ? "unreadable" : "unavailable"
  }
  const { status, code } = answer.payment.state
  switch (status) {
    case "success":
      return "paid"
    case "created":
      return "not_started"
    case "failed":
      return failedOutcome(code ?? null)
    case "cancelled":
      return "cancelled_by_us"
    case "error":
      return "failed"
    default:
      // started, submitted, capturable, and any state added later: undecided as far as we know.
      return "checking"
  }
}

/** Codes of `state`: the payments API, section "Public mapping". */
function failedOutcome(code: string | null): PaymentOutcome {
  switch (code) {
    case "P0010":
      return "declined"
    case "P0020":
      return "expired"
    case "P0030":
      return "cancelled"
    default:
      return "failed"
  }
}
