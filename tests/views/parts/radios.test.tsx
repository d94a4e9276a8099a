import { expect, it } from "vitest"
import { tagWith } from "#tests/views/page-text.ts"
import { Radios } from "#views/parts/radios.tsx"
import { wordsIn } from "#views/words/words.ts"

function radios(chosen: string, error: string | null): string {
  return (
    <Radios
      words={wordsIn.en}
      name="choice"
      legend="How much?"
      error={error}
      chosen={chosen}
      items={[
        { value: "balance", label: "Full balance", hint: "£10.00" },
        { value: "other", label: "Another amount", hint: null, conditional: <b>more</b> },
      ]}
    />
  ).toString()
}

it("checks the chosen answer only", () => {
  expect(tagWith(radios("other", null), 'value="other"')).toContain("checked")
  expect(tagWith(radios("other", null), 'value="balance"')).not.toContain("checked")
})

it("describes an answer by its hint", () => {
  expect(tagWith(radios("", null), 'value="balance"')).toContain('aria-describedby="choice-item-hint"')
  expect(tagWith(radios("", null), 'value="other"')).not.toContain("aria-describedby")
})

it("describes the group by its error", () => {
  expect(tagWith(radios("", "Select one"), "<fieldset")).toContain('aria-describedby="choice-error"')
  expect(tagWith(radios("", null), "<fieldset")).not.toContain("aria-describedby")
})

it("shows what an answer asks besides, chosen or not", () => {
  expect(radios("", null)).toContain('<div class="govuk-radios__conditional"><b>more</b></div>')
})
