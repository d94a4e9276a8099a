import type { FailureWords } from "#sandbox-acquirer/faults/act.ts"
import type { Answer } from "#sandbox-acquirer/payments/write.ts"

/** The body of an error, as far as the sandbox has one to give. */
export interface StripeErrorBody {
  readonly type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error"
  readonly message: string
  readonly code?: string
  readonly param?: string
  readonly decline_code?: string
  readonly charge?: string
  readonly payment_intent?: unknown
  readonly payment_method?: unknown
}

export function stripeError(status: number, error: StripeErrorBody): Answer {
  return { status, body: { error } }
}

/** A request that cannot be done as it stands. */
export function invalidRequest(
  message: string,
  about: { readonly code?: string; readonly param?: string; readonly status?: number } = {},
): Answer {
  const { status = 400, ...named } = about
  return stripeError(status, { type: "invalid_request_error", message, ...named })
}

/** An id that names nothing. */
export function noSuch(kind: string, id: string, param = "id"): Answer {
  return invalidRequest(`No such ${kind}: '${id}'`, { status: 404, code: "resource_missing", param })
}

/** An intent, or what hangs on it, is in no state for what was asked. */
export function unexpectedState(message: string, code = "payment_intent_unexpected_state"): Answer {
  return invalidRequest(message, { code })
}

export function unknownAddress(method: string, path: string): Answer {
  return invalidRequest(`Unrecognized request URL (${method}: ${path}).`, { status: 404 })
}

/** Failures that are no refusals. */
export const stripeFailure: FailureWords = (status, code) => {
  switch (code) {
    case "rate_limited":
      return invalidRequest("Request rate limit exceeded.", { status, code: "rate_limit" })
    case "in_flight":
      return stripeError(status, {
        type: "idempotency_error",
        code: "idempotency_key_in_use",
        message:
          "There is currently another in-progress request using this Idempotent Key. Please try again later.",
      })
    case "server_error":
      return stripeError(status, {
        type: "api_error",
        message: "An unknown error occurred. Try again with the same idempotency key.",
      })
  }
}
