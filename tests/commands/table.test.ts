import { expect, it } from "vitest"
import { formatTable } from "#commands/table.ts"

it("each column is as wide as its widest text, and no line ends in spaces", () => {
  expect(
    formatTable(
      ["CASE", "OF"],
      [
        ["a longer one", "x"],
        ["b", ""],
      ],
    ),
  ).toEqual(["CASE          OF", "a longer one  x", "b"])
})

it("a table without rows is its headings", () => {
  expect(formatTable(["CASE", "OF"], [])).toEqual(["CASE  OF"])
})
