import { describe, expect, it } from "vitest"
import { readCard } from "#sandbox-acquirer/cards/read-card.ts"

const now = new Date("2026-11-23T10:00:00Z")
const good = {
  card_number: "4242424242424242",
  expiry_month: "11",
  expiry_year: "26",
  cvc: "123",
  cardholder_name: "Megan Rhys",
}

function read(over: Record<string, string> = {}) {
  return readCard(new URLSearchParams({ ...good, ...over }), now)
}

describe("readCard", () => {
  it.each([
    { card_number: "4242 4242 4242 4242" },
    { card_number: "4242-4242–4242 4242" },
    { card_number: "４２４２４２４２４２４２４２４２" },
    { expiry_month: "1", expiry_year: "2027" },
    { expiry_month: "01", expiry_year: "27" },
    { cardholder_name: "X Æ A-12 the 3rd" },
  ])("takes what people type: %o", (over) => expect(read(over).ok).toBe(true))

  it("keeps brand, ends and expiry only", () => {
    expect(read({ expiry_month: "3", expiry_year: "2031" })).toEqual({
      ok: true,
      card: { brand: "visa", firstSix: "424242", lastFour: "4242", expiry: "03/31" },
      scenario: "success",
    })
  })

  it.each([
    [{ card_number: "" }, "card_number.empty"],
    [{ card_number: "4242 4242 4242 424x" }, "card_number.digits"],
    [{ card_number: "42424242424" }, "card_number.length"],
    [{ card_number: "42424242424242424242" }, "card_number.length"],
    [{ card_number: "4242424242424241" }, "card_number.luhn"],
    [{ card_number: "4539578763621486" }, "card_number.not_a_test_card"],
    [{ card_number: "6759649826438453" }, "card_number.not_accepted"],
    [{ expiry_month: "", expiry_year: "" }, "expiry.empty"],
    [{ expiry_month: "" }, "expiry.month"],
    [{ expiry_month: "13" }, "expiry.month"],
    [{ expiry_month: "0" }, "expiry.month"],
    [{ expiry_year: "" }, "expiry.year"],
    [{ expiry_year: "202" }, "expiry.year"],
    [{ expiry_year: "2210" }, "expiry.year"],
    [{ expiry_month: "10" }, "expiry.past"],
    [{ expiry_year: "1999" }, "expiry.past"],
    [{ cvc: "" }, "cvc.empty"],
    [{ cvc: "12a" }, "cvc.digits"],
    [{ cvc: "12" }, "cvc.length"],
    [{ cvc: "1234" }, "cvc.length"],
    [{ card_number: "378282246310005" }, "cvc.length"],
    [{ cardholder_name: "  " }, "cardholder_name.empty"],
    [{ cardholder_name: "x".repeat(201) }, "cardholder_name.length"],
    [{ cardholder_name: "4242 4242 4242 4242" }, "cardholder_name.card_number"],
    [{ cardholder_name: "４２４２４２４２４２４２" }, "cardholder_name.card_number"],
  ])("refuses %o with %s", (over, error) => expect(read(over)).toEqual({ ok: false, errors: [error] }))

  it("names one error per field, in form order", () => {
    expect(readCard(new URLSearchParams(), now)).toEqual({
      ok: false,
      errors: ["card_number.empty", "expiry.empty", "cvc.empty", "cardholder_name.empty"],
    })
  })

  it("a card is good to the end of its month", () => {
    const form = new URLSearchParams(good)
    expect(readCard(form, new Date("2026-11-30T23:59:59.999Z")).ok).toBe(true)
    expect(readCard(form, new Date("2026-12-01T00:00:00.000Z")).ok).toBe(false)
  })
})
