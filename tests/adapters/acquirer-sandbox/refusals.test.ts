import { describe, expect, it } from "vitest"
import { meaningOfError, reasonForCode } from "#adapters/acquirer-sandbox/refusals.ts"

describe("refusals", () => {
  it("an unknown decline code is a plain decline", () => {
    expect(reasonForCode("a_code_of_next_year")).toBe("declined")
    expect(reasonForCode("toString")).toBe("declined")
  })

  it.each([
    [
      402,
      { code: "card_refused", decline_code: "stolen_card" },
      { kind: "refused", reason: "suspected_fraud" },
    ],
    [402, { code: "card_refused" }, { kind: "refused", reason: "declined" }],
    [409, { code: "not_possible" }, { kind: "refused", reason: "not_possible" }],
    [409, { code: "token_not_usable" }, { kind: "refused", reason: "not_possible" }],
    [409, { code: "in_flight" }, { kind: "unknown", cause: "in_flight" }],
    [409, { code: "idempotency_mismatch" }, { kind: "unknown", cause: "unrecognised" }],
    [409, { code: "a_code_of_next_year" }, { kind: "unknown", cause: "unrecognised" }],
    [400, { code: "invalid_request" }, { kind: "refused", reason: "configuration" }],
    [404, { code: "payment_not_found" }, { kind: "refused", reason: "configuration" }],
  ])("%d %o", (status, error, meaning) => expect(meaningOfError(status, error)).toEqual(meaning))
})
