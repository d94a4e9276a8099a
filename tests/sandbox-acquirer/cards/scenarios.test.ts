import { expect, it } from "vitest"
import { scenarioOf, scenarios } from "#sandbox-acquirer/cards/scenarios.ts"

it("a stored name finds its behaviour", () => {
  expect(scenarioOf("lost_card")).toBe(scenarios.lost_card)
})

it.each(["", "toString", "4242424242424242"])("a name never stored is a bug: %s", (name) => {
  expect(() => scenarioOf(name)).toThrow()
})
