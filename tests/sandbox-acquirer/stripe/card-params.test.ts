import { expect, it } from "vitest"
import { cardFrom, concealCard } from "#sandbox-acquirer/stripe/card-params.ts"

const now = new Date("2026-11-23T10:00:00Z")
const typed = (number: string, name = "A Payee") => ({
  payment_method_data: {
    type: "card" as const,
    card: { number, exp_month: "3", exp_year: "31", cvc: "123" },
    billing_details: { name },
  },
})

it("reads a named card", () => {
  expect(cardFrom({ payment_method: "pm_card_amex" }, now)).toMatchObject({
    read: {
      card: { card_brand: "amex", card_last_four: "0005" },
      paymentMethod: "pm_card_amex",
      fault: null,
    },
  })
})

it("reads a typed card, and the fault that its name asks for", () => {
  expect(cardFrom(typed("4242 4242 4242 4242", "FAULT refund 500-after"), now)).toMatchObject({
    read: {
      card: { card_expiry: "03/31", scenario: "success" },
      paymentMethod: expect.stringMatching(/^pm_/),
      fault: { operation: "refund", fault: "500-after" },
    },
  })
})

it("reads none where none is named", () => {
  expect(cardFrom({}, now)).toEqual({ ok: true, read: null })
  expect(cardFrom({ payment_method: "" }, now)).toEqual({ ok: true, read: null })
})

it("conceals the number and the code, and nothing else", () => {
  const concealed = JSON.stringify(
    concealCard({ payment_method: "pm_card_visa", ...typed("4242424242424242") }),
  )
  expect(concealed).toContain("pm_card_visa")
  expect(concealed).toContain('"4242"')
  expect(concealed).not.toContain("42424242")
  expect(concealed).not.toContain("cvc")
})
