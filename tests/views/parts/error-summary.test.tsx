import { expect, it } from "vitest"
import { textOf } from "#tests/views/page-text.ts"
import { ErrorSummary, errorOf } from "#views/parts/error-summary.tsx"
import { wordsIn } from "#views/words/words.ts"

const errors = [
  { field: "amount", message: "Enter the amount" },
  { field: "email", message: "Enter an email address" },
]

it("links each error to its input", () => {
  const html = (<ErrorSummary words={wordsIn.en} errors={errors} text={null} />).toString()
  expect(html).toContain('<a href="#amount">Enter the amount</a>')
  expect(html).toContain('<a href="#email">Enter an email address</a>')
  expect(textOf(html)).toMatch(/^There is a problem /)
})

it("is not there where nothing is wrong", () => {
  expect(ErrorSummary({ words: wordsIn.en, errors: [], text: "Type again" })).toBeNull()
})

it("finds the error of one field", () => {
  expect(errorOf(errors, "email")).toBe("Enter an email address")
  expect(errorOf(errors, "choice")).toBeNull()
})
