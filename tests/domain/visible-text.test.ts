import { expect, it } from "vitest"
import { visibleText } from "#domain/visible-text.ts"

it("full-width characters become plain ones", () => {
  expect(visibleText("ＡＶ５０￡")).toBe("AV50£")
})

it.each([
  ["soft hyphen", "\u00AD"],
  ["zero-width space", "\u200B"],
  ["zero-width joiner", "\u200D"],
  ["right-to-left mark", "\u200F"],
  ["right-to-left override", "\u202E"],
  ["word joiner", "\u2060"],
  ["byte order mark", "\uFEFF"],
  ["variation selector", "\uFE0F"],
  ["null", "\u0000"],
])("a %s is dropped", (_, character) => {
  expect(visibleText(`5${character}0`)).toBe("50")
})

it("spaces, lines and Welsh letters stay", () => {
  expect(visibleText(" Tŷ\tnewydd\r\n")).toBe(" Tŷ\tnewydd\r\n")
})
