import { describe, expect, it } from "vitest"
import { tagWith, textOf } from "#tests/views/page-text.ts"
import type { TextFieldProps } from "#views/parts/text-field.tsx"
import { TextField } from "#views/parts/text-field.tsx"
import { wordsIn } from "#views/words/words.ts"

const props: TextFieldProps = {
  words: wordsIn.cy,
  id: "amount",
  name: "amount",
  label: "Swm",
  hint: null,
  error: null,
  value: "",
  autocomplete: "off",
}
const field = (differences: Partial<TextFieldProps>) => (<TextField {...props} {...differences} />).toString()

describe("a text field", () => {
  it("labels its input and says no more", () => {
    expect(tagWith(field({}), "<label")).toContain('for="amount"')
    expect(tagWith(field({}), "<input")).not.toMatch(/aria-|value=/)
  })

  it("describes the input by hint, then error", () => {
    expect(tagWith(field({ hint: "Er enghraifft" }), "<input")).toContain('aria-describedby="amount-hint"')
    const html = field({ hint: "Er enghraifft", error: "Rhowch y swm" })
    expect(tagWith(html, "<input")).toContain(
      'aria-describedby="amount-hint amount-error" aria-invalid="true"',
    )
    expect(textOf(html)).toContain("Gwall: Rhowch y swm")
  })

  it("hides the prefix from those who hear the label", () => {
    expect(tagWith(field({ prefix: "£" }), "govuk-input__prefix")).toContain('aria-hidden="true"')
  })

  it("can be the page's heading", () => {
    expect(field({ isHeading: true })).toMatch(/^<div[^>]*><h1[^>]*><label/)
  })
})
