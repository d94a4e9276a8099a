import { expect, it } from "vitest"
import { words } from "#sandbox-acquirer/pages/words.ts"

it("every sentence is in both languages, and in its own words", () => {
  expect(Object.keys(words.cy)).toEqual(Object.keys(words.en))
  const said = (value: string | ((text: string) => string)) =>
    typeof value === "string" ? value : value("4242")
  for (const key of Object.keys(words.en) as (keyof typeof words.en)[]) {
    expect(said(words.cy[key]), key).not.toBe(said(words.en[key]))
  }
})
