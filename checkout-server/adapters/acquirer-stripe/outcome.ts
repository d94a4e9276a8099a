import { Stripe } from "stripe"
import * as v from "valibot"
import type { Evidence, Outcome } from "#ports/acquirer.ts"
import { NoAnswer } from "./deadline-client.ts"
import { evidenceOf } from "./evidence.ts"
import { reasonForCodes, reasonForRequest } from "./refusals.ts"

/** What the SDK gives with every success. */
export interface Answered {
  readonly lastResponse: { readonly statusCode: number; readonly requestId: string }
}

/**
 * The outcome of one request of the SDK: a success is read with `schema`, an error by its kind. A shape or a word that
 * the schema does not know is `unknown(unrecognised)`.
 */
export async function outcomeOf<Schema extends v.GenericSchema>(
  request: Promise<Answered>,
  schema: Schema,
): Promise<Outcome<v.InferOutput<Schema>>> {
  let answer: Answered
  try {
    answer = await request
  } catch (error) {
    return outcomeOfError(error)
  }
  const evidence = evidenceOf(answer.lastResponse)
  const read = v.safeParse(schema, answer)
  if (!read.success) return { kind: "unknown", cause: "unrecognised", evidence }
  return { kind: "ok", value: read.output, evidence }
}

/** What an error of the SDK tells of its request. Its message is for people and may quote the request: it is dropped. */
export function outcomeOfError(error: unknown): Outcome<never> {
  if (!(error instanceof Stripe.errors.StripeError)) return unrecognised({})
  if (error.detail instanceof NoAnswer) return error.detail.why
  const { errors } = Stripe
  const { statusCode: status, requestId, code, decline_code, rawType } = error
  const evidence = evidenceOf({ statusCode: status, requestId, code: decline_code || code || rawType })
  if (error instanceof errors.StripeIdempotencyError) return unrecognised(evidence)
  if (error instanceof errors.StripeCardError) {
    return { kind: "refused", reason: reasonForCodes({ code, decline_code }), evidence }
  }
  if (error instanceof errors.StripeInvalidRequestError) {
    return { kind: "refused", reason: reasonForRequest(code), evidence }
  }
  if (error instanceof errors.StripeRateLimitError) return { kind: "not_sent", cause: "rate_limited" }
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError) {
    return { kind: "not_sent", cause: "credentials" }
  }
  if (status === 409) return { kind: "unknown", cause: "in_flight", evidence }
  if (status !== undefined && status >= 500) return { kind: "unknown", cause: "server_error", evidence }
  return unrecognised(evidence)
}

function unrecognised(evidence: Evidence): Outcome<never> {
  return { kind: "unknown", cause: "unrecognised", evidence }
}

/**
 * Goes on with a success: `takeValue` gives the port's value, or null where the answer is for another payment, amount,
 * currency or mode than asked, which is `unknown(mismatch)`.
 */
export function take<Wire, Value>(
  outcome: Outcome<Wire>,
  takeValue: (wire: Wire) => Value | null,
): Outcome<Value> {
  if (outcome.kind !== "ok") return outcome
  const value = takeValue(outcome.value)
  if (value === null) return { kind: "unknown", cause: "mismatch", evidence: outcome.evidence }
  return { ...outcome, value }
}

/** A refusal that no request was needed for, or that an answer without an error amounts to. */
export function refused(
  reason: "not_possible" | "configuration" | "unsupported",
  evidence: Evidence = {},
): Outcome<never> {
  return { kind: "refused", reason, evidence }
}
