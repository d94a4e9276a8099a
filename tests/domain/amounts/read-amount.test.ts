import { describe, expect, it } from "vitest"
import type { PayeeAmountQuestion } from "#domain/amounts/amount-question.ts"
import { readAmount } from "#domain/amounts/read-amount.ts"
import { exactPence } from "#domain/money.ts"

const choice: PayeeAmountQuestion = {
  kind: "choice",
  options: [
    { code: "instalment", amount: exactPence(18_240) },
    { code: "balance", amount: exactPence(145_920) },
  ],
  other: { min: exactPence(100), max: exactPence(145_920) },
}
const balanceOnly: PayeeAmountQuestion = { ...choice, options: choice.options.slice(1) }
const amountOnly: PayeeAmountQuestion = { ...choice, options: [] }
const bins: PayeeAmountQuestion = { kind: "quantity", min: 1, max: 6, unitPrice: exactPence(5600) }

function paid(amount: number, quantity: number | null = null) {
  return { ok: true, value: { amount, quantity } }
}

function refused(problem: string) {
  return { ok: false, problem }
}

it("a fixed amount needs no answer", () => {
  const fixed: PayeeAmountQuestion = { kind: "fixed", amount: exactPence(3500) }
  expect(readAmount(fixed, {})).toEqual(paid(3500))
  expect(readAmount(fixed, { amount: "0.01", choice: "other" })).toEqual(paid(3500))
})

describe("a choice", () => {
  it("takes the option's own amount", () => {
    expect(readAmount(choice, { choice: "instalment" })).toEqual(paid(18_240))
    expect(readAmount(choice, { choice: "balance", amount: "1.00" })).toEqual(paid(145_920))
  })

  it.each([undefined, "", "everything", "toString", "BALANCE"])("of %j is no choice", (code) => {
    expect(readAmount(choice, { choice: code, amount: "5.00" })).toEqual(refused("choice_empty"))
  })

  it("of an option not offered is none", () => {
    expect(readAmount(balanceOnly, { choice: "instalment" })).toEqual(refused("choice_empty"))
  })

  it("without options asks only the amount", () => {
    expect(readAmount(amountOnly, { amount: "57.50" })).toEqual(paid(5750))
    expect(readAmount(amountOnly, {})).toEqual(refused("amount_empty"))
  })
})

describe("another amount", () => {
  it.each([
    ["142.50", 14_250],
    ["142", 14_200],
    ["£1,459.20", 145_920],
    ["1.00", 100],
    [" １４２．５０ ", 14_250],
  ])("of %j is %d pence", (amount, pence) => {
    expect(readAmount(choice, { choice: "other", amount })).toEqual(paid(pence))
  })

  it.each([
    [undefined, "amount_empty"],
    ["", "amount_empty"],
    [" \u200B ", "amount_empty"],
    ["lots", "amount_shape"],
    ["142.5", "amount_shape"],
    ["-142.50", "amount_shape"],
    ["1e3", "amount_shape"],
    [`${" ".repeat(40)}5`, "amount_shape"],
    ["0.99", "amount_too_small"],
    ["0", "amount_too_small"],
    ["1,459.21", "amount_too_large"],
    ["999999999999", "amount_too_large"],
    ["4242424242424242", "card_number_in_text"],
    ["4242,4242,4242.4242", "card_number_in_text"],
    [`${" ".repeat(40)}4242424242424242`, "card_number_in_text"],
  ])("of %j is refused: %s", (amount, problem) => {
    expect(readAmount(choice, { choice: "other", amount })).toEqual(refused(problem))
  })
})

describe("a quantity", () => {
  it.each([
    ["1", 1],
    ["6", 6],
    [" 2 ", 2],
    ["３", 3],
    ["04", 4],
  ])("of %j costs %d times the price", (quantity, count) => {
    expect(readAmount(bins, { quantity })).toEqual(paid(count * 5600, count))
  })

  it.each([undefined, "", "0", "7", "-1", "1.5", "two", "1e0", "99999", " ".repeat(50)])(
    "of %j is out of range",
    (quantity) => {
      expect(readAmount(bins, { quantity })).toEqual(refused("quantity_range"))
    },
  )

  it("is never a card number", () => {
    expect(readAmount(bins, { quantity: "4242 4242 4242 4242" })).toEqual(refused("card_number_in_text"))
  })
})
