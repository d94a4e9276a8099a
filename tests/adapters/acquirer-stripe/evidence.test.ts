import { describe, expect, it } from "vitest"
import { evidenceOf } from "#adapters/acquirer-stripe/evidence.ts"

describe("evidenceOf", () => {
  it("keeps status, request and code", () => {
    expect(evidenceOf({ statusCode: 402, requestId: "req_Ab1", code: "card_declined" })).toEqual({
      status: 402,
      requestId: "req_Ab1",
      code: "card_declined",
    })
  })

  it.each(["", "sk_test_51Canary", "req_1 4242424242424242", null, undefined])(
    "%s is no request's id",
    (requestId) => expect(evidenceOf({ requestId })).toEqual({}),
  )

  it.each(["", "Card declined", "sk_test_51Canary", "4242424242424242", undefined])("%s is no code", (code) =>
    expect(evidenceOf({ code })).toEqual({}),
  )
})
