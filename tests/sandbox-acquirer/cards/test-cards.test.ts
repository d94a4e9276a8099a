import { describe, expect, it } from "vitest"
import { readCard } from "#sandbox-acquirer/cards/read-card.ts"
import { scenarios } from "#sandbox-acquirer/cards/scenarios.ts"
import {
  brandOf,
  notAcceptedNumber,
  scenarioForNumber,
  testCards,
} from "#sandbox-acquirer/cards/test-cards.ts"

const listed = Object.entries(testCards).flatMap(([scenario, numbers]) =>
  numbers.map((number) => ({ number, scenario })),
)

describe("the listed test cards", () => {
  it.each(listed)("$number behaves as $scenario and passes entry", ({ number, scenario }) => {
    const cvc = brandOf(number) === "amex" ? "1234" : "123"
    const form = new URLSearchParams({
      card_number: number,
      expiry_month: "12",
      expiry_year: "40",
      cvc,
      cardholder_name: "A",
    })
    expect(readCard(form, new Date("2026-11-23T10:00:00Z"))).toEqual({
      ok: true,
      scenario,
      card: {
        brand: brandOf(number),
        firstSix: number.slice(0, 6),
        lastFour: number.slice(-4),
        expiry: "12/40",
      },
    })
  })

  it("every behaviour has a card", () => {
    const used = new Set(listed.map(({ scenario }) => scenario))
    expect([...used].sort()).toEqual(Object.keys(scenarios).sort())
  })

  it("no number is listed twice", () => {
    expect(new Set(listed.map(({ number }) => number)).size).toBe(listed.length)
  })

  it("other numbers have no behaviour", () => {
    expect(scenarioForNumber("4539578763621486")).toBeNull()
    expect(scenarioForNumber(notAcceptedNumber)).toBeNull()
  })
})

describe("brandOf", () => {
  it.each([
    ["4242424242424242", "visa"],
    ["2223003122003222", "mastercard"],
    ["5555555555554444", "mastercard"],
    ["378282246310005", "amex"],
    ["3566002020360505", "jcb"],
    ["36227206271667", "diners"],
    ["3056930009020004", "diners"],
    ["6011111111111117", "discover"],
    ["6200000000000005", "unionpay"],
    ["9999999999999995", null],
  ])("%s is %s", (number, brand) => expect(brandOf(number)).toBe(brand))
})
