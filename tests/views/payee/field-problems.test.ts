import { expect, it } from "vitest"
import { sampleCouncilTax } from "#views/examples/samples.ts"
import { fieldErrors, keptAnswer } from "#views/payee/field-problems.ts"

const facts = { service: sampleCouncilTax, range: null }

it("says each problem at its field", () => {
  expect(fieldErrors([{ field: "reference", problem: "reference_empty" }], "cy", facts)).toEqual([
    { field: "reference", message: "Rhowch eich rhif cyfrif" },
  ])
})

it("keeps a wrong answer", () => {
  expect(keptAnswer("5012", "reference", [{ field: "reference", problem: "reference_shape" }])).toBe("5012")
})

it("never echoes what looks like a card number", () => {
  const problems = [{ field: "reference", problem: "card_number_in_text" }] as const
  expect(keptAnswer("4242 4242 4242 4242", "reference", problems)).toBe("")
})
