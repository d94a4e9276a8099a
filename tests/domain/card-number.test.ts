import { describe, expect, it } from "vitest"
import { cardNumberMask, containsCardNumber, maskCardNumbers } from "#domain/card-number.ts"

/** Test numbers that the brands and card processors publish. */
const published = [
  ["Visa", "4242424242424242"],
  ["Visa of 13 digits", "4222222222222"],
  ["Visa of 19 digits", "4000000000000000006"],
  ["Mastercard", "5555555555554444"],
  ["Mastercard", "5105105105105100"],
  ["Mastercard 2-series", "2223003122003222"],
  ["Mastercard 2-series end", "2720990000000007"],
  ["American Express", "378282246310005"],
  ["American Express", "341111111111111"],
  ["Discover", "6011111111111117"],
  ["Diners Club", "30569309025904"],
  ["Diners Club", "38520000023237"],
  ["Diners Club of 16 digits", "3056930009020004"],
  ["Diners Club", "30950000000000"],
  ["JCB", "3566002020360505"],
  ["UnionPay", "6200000000000005"],
  ["UnionPay of 19 digits", "6205500000000000004"],
  ["Maestro", "6759649826438453"],
  ["Maestro", "6304000000000000"],
] as const

it.each(published)("a %s number is found: %s", (_, number) => {
  expect(containsCardNumber(number)).toBe(true)
  expect(maskCardNumbers(`paid with ${number}.`)).toBe(`paid with ${cardNumberMask}.`)
})

describe("a card number is found", () => {
  it.each([
    "4242 4242 4242 4242",
    "4242-4242-4242-4242",
    "4242 - 4242 - 4242 - 4242",
    "4242\u20134242\u20114242\u22124242",
    "4242\u00A04242\u20094242\n4242",
    "４２４２４２４２４２４２４２４２",
    "4242\u200B4242\u00AD4242\u20604242",
    "3782 822463 10005",
    "card4242424242424242exp1229",
    "4242424242424242 12/29 123",
    "4242 4242 4242 4242 12 29 123",
    "501234567 4242424242424242",
    "4242424242424242 5555555555554444",
    "name=A&number=4242424242424242&code=123",
  ])("in %j", (text) => {
    expect(containsCardNumber(text)).toBe(true)
    expect(maskCardNumbers(text)).not.toMatch(/4242|822463|４２/)
  })
})

describe("no card number is seen", () => {
  it.each([
    ["a wrong check digit", "4242424242424241"],
    ["no brand's prefix", "1234567890123452"],
    ["a length that Visa does not issue", "42424242424242422"],
    ["twelve digits", "424242424242"],
    ["the end of a longer run", "004242424242424242"],
    ["the start of a longer run", "42424242424242420000"],
    ["the middle of a longer run", "9994242424242424242999"],
    ["letters between", "4242x4242x4242x4242"],
    ["far apart", "4242      424242424242"],
    ["council tax", "501234567"],
    ["business rates", "6000123452"],
    ["rent", "10002345676"],
    ["a penalty notice", "AV00123455"],
    ["a phone number", "+44 7700 900123"],
    ["a moment in milliseconds", "1795478400000"],
    ["an IBAN", "GB82 WEST 1234 5698 7654 32"],
    ["a date and time", "2026-11-24T00:00:00.000Z"],
    ["nothing", ""],
  ])("in %s", (_, text) => {
    expect(containsCardNumber(text)).toBe(false)
    expect(maskCardNumbers(text)).toBe(text)
  })
})

describe("masking", () => {
  it("hides every card number and nothing else", () => {
    expect(maskCardNumbers("AV00123455: 4242 4242 4242 4242, then 5555555555554444 12/29")).toBe(
      `AV00123455: ${cardNumberMask}, then ${cardNumberMask} 12/29`,
    )
  })

  it("keeps the groups around a number", () => {
    expect(maskCardNumbers("12 4242 4242 4242 4242 29")).toBe(`12 ${cardNumberMask} 29`)
  })

  it("hides the longest number that fits", () => {
    expect(maskCardNumbers("4242 4242 4242 4242 121")).toBe(cardNumberMask)
  })

  it("takes each group once", () => {
    expect(maskCardNumbers("4242 4242 4242 4242 4242")).toBe(`${cardNumberMask} 4242`)
  })

  it("leaves text without a number untouched", () => {
    expect(maskCardNumbers("ﬁne\u200B ５")).toBe("ﬁne\u200B ５")
  })

  it("takes long text in its stride", () => {
    const long = `${"4242 ".repeat(3)}${"12 ".repeat(50_000)}${"9".repeat(50_000)}${" ".repeat(50_000)}`
    const started = performance.now()
    expect(containsCardNumber(`${long}4242424242424242`)).toBe(true)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
