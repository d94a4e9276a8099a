import { expect, it } from "vitest"
import { noSuch, stripeFailure, unexpectedState, unknownAddress } from "#sandbox-acquirer/stripe/answer.ts"

it.each([
  ["rate_limited", 429, { type: "invalid_request_error", code: "rate_limit" }],
  ["in_flight", 409, { type: "idempotency_error", code: "idempotency_key_in_use" }],
  ["server_error", 500, { type: "api_error" }],
] as const)("words %s as Stripe does", (code, status, error) => {
  expect(stripeFailure(status, code)).toMatchObject({ status, body: { error } })
})

it("names what is not there, and what cannot be", () => {
  expect(noSuch("charge", "ch_1", "charge")).toMatchObject({
    status: 404,
    body: { error: { code: "resource_missing", message: "No such charge: 'ch_1'", param: "charge" } },
  })
  expect(unexpectedState("No.")).toMatchObject({
    status: 400,
    body: { error: { code: "payment_intent_unexpected_state" } },
  })
  expect(unknownAddress("GET", "/v1/x").status).toBe(404)
})
