import { afterEach, describe, expect, it } from "vitest"
import { outcomeOfError, take } from "#adapters/acquirer-stripe/outcome.ts"
import { exactPence } from "#domain/money.ts"
import type { Outcome } from "#ports/acquirer.ts"
import { adapterFor, call, type ScriptedStripe, startStripe, stripeError } from "./scripted-stripe.ts"
import { intentId, session, sessionId } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

/** A capture that Stripe answers with this error. */
async function captureWith(status: number, error: Readonly<Record<string, unknown>>) {
  await stripe?.close()
  stripe = await startStripe({
    [`GET /v1/checkout/sessions/${sessionId}`]: () => ({ body: session({ payment_intent: intentId }) }),
    [`POST /v1/payment_intents/${intentId}/capture`]: () => stripeError(status, error),
  })
  return await adapterFor(stripe.url).capture(call(), { acquirerPaymentId: sessionId, amount: exactPence(1) })
}

const evidence = (status: number, code: string) => ({ status, requestId: "req_1", code })

describe("an error of Stripe's", () => {
  it.each<[string, number, Record<string, string>, Outcome<never>]>([
    [
      "a refused card",
      402,
      { type: "card_error", code: "card_declined", decline_code: "insufficient_funds" },
      { kind: "refused", reason: "insufficient_funds", evidence: evidence(402, "insufficient_funds") },
    ],
    [
      "a refused card without the bank's code",
      402,
      { type: "card_error", code: "expired_card" },
      { kind: "refused", reason: "expired_card", evidence: evidence(402, "expired_card") },
    ],
    [
      "a wrong state",
      400,
      { type: "invalid_request_error", code: "payment_intent_unexpected_state" },
      { kind: "refused", reason: "not_possible", evidence: evidence(400, "payment_intent_unexpected_state") },
    ],
    [
      "an unknown parameter",
      400,
      { type: "invalid_request_error", code: "parameter_unknown" },
      { kind: "refused", reason: "configuration", evidence: evidence(400, "parameter_unknown") },
    ],
    [
      "an object that is not there",
      404,
      { type: "invalid_request_error", code: "resource_missing" },
      { kind: "refused", reason: "configuration", evidence: evidence(404, "resource_missing") },
    ],
    [
      "a key that was used for another request",
      400,
      { type: "idempotency_error" },
      { kind: "unknown", cause: "unrecognised", evidence: evidence(400, "idempotency_error") },
    ],
    [
      "a request with the same key in flight",
      409,
      { type: "invalid_request_error", code: "idempotency_key_in_use" },
      { kind: "unknown", cause: "in_flight", evidence: evidence(409, "idempotency_key_in_use") },
    ],
    [
      "a stored 500",
      500,
      { type: "api_error" },
      { kind: "unknown", cause: "server_error", evidence: evidence(500, "api_error") },
    ],
    [
      "a 503",
      503,
      { type: "api_error" },
      { kind: "unknown", cause: "server_error", evidence: evidence(503, "api_error") },
    ],
    [
      "a status of next year",
      424,
      { type: "api_error" },
      { kind: "unknown", cause: "unrecognised", evidence: evidence(424, "api_error") },
    ],
    [
      "an error with 200",
      200,
      { type: "api_error" },
      { kind: "unknown", cause: "unrecognised", evidence: evidence(200, "api_error") },
    ],
    [
      "too many requests",
      429,
      { type: "invalid_request_error", code: "rate_limit" },
      notSent("rate_limited"),
    ],
    [
      "a locked object",
      429,
      { type: "invalid_request_error", code: "lock_timeout" },
      notSent("rate_limited"),
    ],
    ["an old key", 401, { type: "invalid_request_error" }, notSent("credentials")],
    ["a key without the right", 403, { type: "invalid_request_error" }, notSent("credentials")],
  ])("%s", async (_, status, error, outcome) => {
    expect(await captureWith(status, error)).toEqual(outcome)
    expect(stripe?.asked()).toEqual([
      `GET /v1/checkout/sessions/${sessionId}`,
      `POST /v1/payment_intents/${intentId}/capture`,
    ])
  })

  it("leaves words that are no code out of the evidence", async () => {
    expect(await captureWith(402, { type: "card_error", code: "Card 4242 4242 4242 4242" })).toEqual({
      kind: "refused",
      reason: "declined",
      evidence: { status: 402, requestId: "req_1" },
    })
  })

  it("what is no error of Stripe's is not recognised", () => {
    expect(outcomeOfError(new TypeError("x"))).toEqual({
      kind: "unknown",
      cause: "unrecognised",
      evidence: {},
    })
  })
})

function notSent(cause: "rate_limited" | "credentials"): Outcome<never> {
  return { kind: "not_sent", cause }
}

describe("take", () => {
  const ok: Outcome<number> = { kind: "ok", value: 5, evidence: { status: 200 } }

  it("null is a mismatch, not a success", () => {
    expect(take(ok, () => null)).toEqual({ kind: "unknown", cause: "mismatch", evidence: { status: 200 } })
  })

  it("changes a success only", () => {
    expect(take(ok, (value) => value + 1)).toEqual({ ...ok, value: 6 })
    const refused: Outcome<number> = { kind: "refused", reason: "declined", evidence: {} }
    expect(take(refused, () => 1)).toBe(refused)
  })
})
