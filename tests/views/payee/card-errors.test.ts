import { describe, expect, it } from "vitest"
import { cardErrors } from "#views/payee/card-errors.ts"
import { wordsIn } from "#views/words/words.ts"

describe("the acquirer's codes", () => {
  it.each([
    ["card_number.empty", "card-number", "Enter your card number"],
    ["card_number.digits", "card-number", "Check your card number"],
    ["card_number.length", "card-number", "Check your card number"],
    ["card_number.luhn", "card-number", "Check your card number"],
    ["card_number.not_a_test_card", "card-number", "Enter a test card number"],
    ["card_number.not_accepted", "card-number", "This card type is not accepted"],
    ["expiry.empty", "expiry-month", "Enter the expiry date"],
    ["expiry.digits", "expiry-month", "Expiry date must be a month and year"],
    ["expiry.month", "expiry-month", "Expiry date must be a month and year"],
    ["expiry.year", "expiry-month", "Expiry date must be a month and year"],
    ["expiry.past", "expiry-month", "Expiry date must be in the future"],
    ["cvc.empty", "cvc", "Enter your card security code"],
    ["cvc.digits", "cvc", "Card security code must be 3 or 4 digits"],
    ["cvc.length", "cvc", "Card security code must be 3 or 4 digits"],
    ["cardholder_name.empty", "cardholder-name", "Enter the name as it appears on the card"],
    ["cardholder_name.length", "cardholder-name", "Enter the name as it appears on the card"],
    ["cardholder_name.card_number", "cardholder-name", "Enter the name as it appears on the card"],
  ])("%s becomes an error of %s", (code, field, message) => {
    expect(cardErrors([code], wordsIn.en)).toEqual([{ field, message }])
  })

  it("follow the order of the page, once a field", () => {
    const codes = [
      "cvc.empty",
      "expiry.month",
      "cvc.length",
      "cardholder_name.empty",
      "expiry.past",
      "card_number.luhn",
    ]
    expect(cardErrors(codes, wordsIn.en).map(({ field }) => field)).toEqual([
      "card-number",
      "expiry-month",
      "cardholder-name",
      "cvc",
    ])
    expect(cardErrors(["expiry.month", "expiry.past"], wordsIn.en)).toHaveLength(1)
  })

  it.each(["card_number.new_rule", "card_number.constructor", "card_number."])(
    "%s still marks its field",
    (code) => {
      expect(cardErrors([code], wordsIn.en)).toEqual([
        { field: "card-number", message: "Check your card number" },
      ])
    },
  )

  it.each(["", "postcode.empty", "card_number", "<b>card_number.luhn</b>"])("%j is not shown", (code) => {
    expect(cardErrors([code], wordsIn.en)).toEqual([])
  })
})
