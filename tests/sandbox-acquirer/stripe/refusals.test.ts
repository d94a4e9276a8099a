import { expect, it } from "vitest"
import { scenarios } from "#sandbox-acquirer/cards/scenarios.ts"
import { refusalOf } from "#sandbox-acquirer/stripe/refusals.ts"

const declines = Object.values(scenarios).flatMap(({ bank }) => (bank.kind === "refuse" ? [bank.code] : []))

it.each([...new Set(declines)])("%s keeps its own name as a decline code", (code) => {
  expect(refusalOf(code)).toMatchObject({ type: "card_error", decline_code: code })
})

it("a check that failed is no decline of the card", () => {
  expect(refusalOf("authentication_failed")).toMatchObject({
    type: "invalid_request_error",
    code: "payment_intent_authentication_failure",
  })
  expect(refusalOf("authentication_failed").decline_code).toBeUndefined()
})
