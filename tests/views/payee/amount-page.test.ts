import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { tagWith, textOf, titleOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax, sampleGardenWaste } from "#views/examples/samples.ts"
import type { AmountProps } from "#views/payee/amount-page.tsx"
import { amountPage } from "#views/payee/amount-page.tsx"

const balance = {
  kind: "balance",
  balance: exactPence(145_920),
  instalment: exactPence(18_240),
  least: exactPence(100),
  most: exactPence(145_920),
} as const

const props: AmountProps = {
  capability: "capability",
  reference: "501234567",
  question: balance,
  answers: { choice: "", amount: "", quantity: "" },
  problems: [],
  backHref: null,
}

const tax = (differences: Partial<AmountProps>) =>
  amountPage(sampleContext("en", sampleCouncilTax, "/basket/capability"), { ...props, ...differences })
const bins = (differences: Partial<AmountProps>) =>
  amountPage(sampleContext("en", sampleGardenWaste, "/basket/capability"), {
    ...props,
    question: { kind: "quantity", unitPrice: exactPence(5600), label: null },
    ...differences,
  })

describe("a balance", () => {
  it("offers instalment, balance and another amount", () => {
    const html = tax({})
    expect(textOf(html)).toContain(
      "Instalment due £182.40 Full balance £1,459.20 Another amount From £1.00 to £1,459.20",
    )
    for (const value of ["instalment", "balance", "other"]) {
      expect(tagWith(html, `value="${value}"`)).toContain('name="choice"')
      expect(tagWith(html, `value="${value}"`)).not.toContain("checked")
    }
    expect(tagWith(html, "<form")).toContain('action="/basket/capability"')
  })

  it("leaves the instalment out where none is due", () => {
    const html = tax({ question: { ...balance, instalment: null } })
    expect(textOf(html)).not.toContain("Instalment")
    expect(tagWith(html, 'value="balance"')).toContain('id="choice"')
  })

  it("keeps choice and amount beside their error", () => {
    const html = tax({
      answers: { choice: "other", amount: "0.50", quantity: "" },
      problems: [{ field: "amount", problem: "amount_too_small" }],
    })
    expect(tagWith(html, 'value="other"')).toContain("checked")
    expect(tagWith(html, 'name="amount"')).toContain('value="0.50"')
    expect(html).toContain('<a href="#amount">Amount must be £1.00 or more</a>')
  })
})

describe("a count", () => {
  it("asks one question and names the price", () => {
    const html = bins({})
    expect(titleOf(html)).toMatch(/^How many do you want\? – /)
    expect(textOf(html)).toContain("£56.00 each")
    expect(tagWith(html, 'name="quantity"')).toContain('inputmode="numeric"')
  })

  it("asks in the service's own words", () => {
    const label = { en: "How many bins?", cy: "Faint o finiau?" }
    const html = bins({ question: { kind: "quantity", unitPrice: exactPence(5600), label } })
    expect(textOf(html)).toContain("How many bins?")
  })

  it("names the range when the count is outside it", () => {
    const html = bins({
      answers: { choice: "", amount: "", quantity: "7" },
      problems: [{ field: "quantity", problem: "quantity_range" }],
    })
    expect(html).toContain('<a href="#quantity">Enter a whole number from 1 to 6</a>')
    expect(tagWith(html, 'name="quantity"')).toContain('value="7"')
  })
})
