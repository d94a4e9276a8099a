import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { exactPence, formatPounds, parsePounds, pence } from "#domain/money.ts"

describe("pence", () => {
  it.each([0, 1, -1, 10_000_000, Number.MAX_SAFE_INTEGER])("%d is whole", (value) => {
    expect(pence(value)).toBe(value)
    expect(exactPence(value)).toBe(value)
  })

  it.each([0.5, 142.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("%d is not", (value) => {
    expect(pence(value)).toBeNull()
    expect(() => exactPence(value)).toThrow(RangeError)
  })
})

it.each([
  [0, "£0.00"],
  [5, "£0.05"],
  [18_240, "£182.40"],
  [145_920, "£1,459.20"],
  [10_000_000, "£100,000.00"],
  [123_456_789, "£1,234,567.89"],
  [-5_600, "-£56.00"],
])("%d pence is written %s", (amount, words) => {
  expect(formatPounds(exactPence(amount))).toBe(words)
})

describe("reading pounds", () => {
  it.each([
    ["142.50", 14_250],
    ["142", 14_200],
    ["1,459.20", 145_920],
    ["£1,459.20", 145_920],
    ["  £ 142.50  ", 14_250],
    ["１４２．５０", 14_250],
    ["￡142", 14_200],
    ["142\u200B.50", 14_250],
    ["0.01", 1],
    ["0", 0],
    ["007", 700],
    ["100,000", 10_000_000],
    ["0.29", 29],
    ["1.15", 115],
  ])("%j is %d pence", (text, amount) => {
    expect(parsePounds(text)).toBe(amount)
  })

  it.each([
    "",
    " ",
    "£",
    "142.5",
    "142.",
    ".50",
    "142.505",
    "-142.50",
    "+142",
    "1e3",
    "0x10",
    "12,50",
    "1,45",
    "1,4592",
    ",142",
    "1459,20.00",
    "12 50",
    "1.459,20",
    "142.50£",
    "££142",
    "142.50 pounds",
    "NaN",
    "Infinity",
    "1234567890123",
    "142\n.50",
  ])("%j is no amount", (text) => {
    expect(parsePounds(text)).toBeNull()
  })

  it("reads back every amount it writes", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000 }), (value) => {
        expect(parsePounds(formatPounds(exactPence(value)))).toBe(value)
      }),
    )
  })
})
