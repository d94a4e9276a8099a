import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { problems } from "#domain/problem.ts"
import { sampleCouncilTax, sampleGardenWaste } from "#views/examples/samples.ts"
import { problemSentence } from "#views/words/problem-words.ts"

const range = { least: exactPence(100), most: exactPence(145_920) }

describe.each([
  ["with all facts", { service: sampleGardenWaste, range }],
  ["with no facts", { service: null, range: null }],
])("every problem %s", (_name, facts) => {
  it.each(problems)("%s has one sentence in each language", (problem) => {
    const english = problemSentence(problem, "en", facts)
    const welsh = problemSentence(problem, "cy", facts)
    expect(english).toMatch(/^[A-Z].*[^.]$/)
    expect(welsh).toMatch(/^[A-Z].*[^.]$/)
    expect(welsh).not.toBe(english)
  })
})

describe("problems of the service's own words", () => {
  const facts = { service: sampleCouncilTax, range: null }

  it.each([
    ["reference_empty", "Enter your account number", "Rhowch eich rhif cyfrif"],
    [
      "reference_shape",
      "Account number must be 9 digits starting with 5",
      "Rhaid i'r rhif cyfrif fod yn 9 digid sy'n dechrau gyda 5",
    ],
    [
      "reference_check_digit",
      "Check the account number. A digit may be wrong",
      "Gwiriwch y rhif cyfrif. Efallai fod digid yn anghywir",
    ],
    ["reference_unknown", "Check the account number", "Gwiriwch y rhif cyfrif"],
  ] as const)("%s speaks of the account number", (problem, en, cy) => {
    expect(problemSentence(problem, "en", facts)).toBe(en)
    expect(problemSentence(problem, "cy", facts)).toBe(cy)
  })
})

describe("limits", () => {
  const facts = { service: sampleGardenWaste, range }

  it("are named in pounds and pence", () => {
    expect(problemSentence("amount_too_small", "en", facts)).toBe("Amount must be £1.00 or more")
    expect(problemSentence("amount_too_small", "cy", facts)).toBe("Rhaid i'r swm fod yn £1.00 neu fwy")
    expect(problemSentence("amount_too_large", "en", facts)).toBe("Amount must be £1,459.20 or less")
    expect(problemSentence("amount_too_large", "cy", facts)).toBe("Rhaid i'r swm fod yn £1,459.20 neu lai")
  })

  it("are named as counts", () => {
    expect(problemSentence("quantity_range", "en", facts)).toBe("Enter a whole number from 1 to 6")
    expect(problemSentence("quantity_range", "cy", facts)).toBe("Rhowch rif cyfan o 1 i 6")
  })
})
