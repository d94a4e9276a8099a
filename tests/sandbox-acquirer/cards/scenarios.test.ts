import { expect, it } from "vitest"
import { answerWhenAway, scenarioOf, scenarios } from "#sandbox-acquirer/cards/scenarios.ts"

it("a stored name finds its behaviour", () => {
  expect(scenarioOf("lost_card")).toBe(scenarios.lost_card)
})

it.each(["", "toString", "4242424242424242"])("a name never stored is a bug: %s", (name) => {
  expect(() => scenarioOf(name)).toThrow()
})

const approve = { kind: "approve" }

it.each([
  ["success", approve],
  ["challenge", approve],
  ["challenge_always", { kind: "refuse", code: "authentication_required" }],
  ["challenge_declined", { kind: "refuse", code: "generic_decline" }],
  ["declined_later", { kind: "refuse", code: "generic_decline" }],
  ["insufficient_funds", { kind: "refuse", code: "insufficient_funds" }],
] as const)("with nobody present, the bank of %s says %o", (name, answer) => {
  expect(answerWhenAway(scenarios[name])).toEqual(answer)
})
