import { expect, it } from "vitest"
import { seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"

it("a moment is in whole seconds, never in the future", () => {
  expect(seconds(new Date("2026-11-23T10:00:00.999Z"))).toBe(Date.parse("2026-11-23T10:00:00Z") / 1000)
})
