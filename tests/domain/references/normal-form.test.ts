import { describe, expect, it } from "vitest"
import { normalCode, normalReference } from "#domain/references/normal-form.ts"

const councilTax = { dropFromSlash: true }
const others = { dropFromSlash: false }

describe("a council tax reference", () => {
  it.each([
    "501234567",
    "5012 3456 7",
    "501-234-567",
    "501.234.567",
    "５０１２３４５６７",
    "501234567/001/123",
    "501234567／001",
    "501234567/\n001",
    "\t501\u00A0234\u2009567\n",
    "501\u2011234\u2212567",
    "501\u200B234\u00AD567\uFEFF",
  ])("%j reads as 501234567", (text) => {
    expect(normalReference(text, councilTax)).toBe("501234567")
  })
})

describe("other references", () => {
  it.each([
    [" av0012351a ", "AV0012351A"],
    ["gw-24kx7m-t", "GW24KX7MT"],
    ["PP-20000017", "PP20000017"],
    ["501234567/001", "501234567/001"],
    ["5O1234567", "5O1234567"],
    [" - . ", ""],
    ["", ""],
  ])("%j reads as %j", (text, reference) => {
    expect(normalReference(text, others)).toBe(reference)
  })
})

it("nothing before a slash is nothing", () => {
  expect(normalReference("/001", councilTax)).toBe("")
})

it("a code loses only its grouping", () => {
  expect(normalCode("ar26 vle_1")).toBe("AR26VLE_1")
})
