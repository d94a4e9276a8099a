import { describe, expect, it } from "vitest"
import { tagWith, textOf, titleOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax, sampleNow, samplePayment } from "#views/examples/samples.ts"
import type { CardProps } from "#views/payee/card-page.tsx"
import { cardPage } from "#views/payee/card-page.tsx"

const action = "https://acquirer.example/card-entries/entry"
const payment = samplePayment("en", sampleCouncilTax, "started")
const props: CardProps = {
  capability: "capability",
  payment,
  now: sampleNow,
  entry: { kind: "ready", action, entrySecret: "secret" },
  errorCodes: [],
  decline: null,
}
const card = (differences: Partial<CardProps>) =>
  cardPage(sampleContext("en", sampleCouncilTax, "/pay/capability"), { ...props, ...differences })

/** The form that posts to an address. */
const formTo = (html: string, address: string) =>
  html
    .split("<form")
    .find((part) => part.includes(`action="${address}"`))
    ?.split("</form>")[0] ?? ""

describe("the card form", () => {
  it("posts the acquirer's fields to the acquirer", () => {
    const names = [...formTo(card({}), action).matchAll(/ name="([^"]+)"/g)].map(([, name]) => name)
    expect(names).toEqual([
      "entry_secret",
      "card_number",
      "expiry_month",
      "expiry_year",
      "cardholder_name",
      "cvc",
    ])
  })

  it("tells browsers what each field is", () => {
    const html = card({})
    const expected = {
      card_number: "cc-number",
      expiry_month: "cc-exp-month",
      expiry_year: "cc-exp-year",
      cardholder_name: "cc-name",
      cvc: "cc-csc",
    }
    for (const [name, autocomplete] of Object.entries(expected)) {
      expect(tagWith(html, `name="${name}"`)).toContain(`autocomplete="${autocomplete}"`)
    }
  })

  it("says the amount on its button, beside buyer and total", () => {
    expect(textOf(formTo(card({}), action))).toContain("Pay £56.00")
    expect(textOf(card({}))).toContain("Total £56.00 Organisation Arwel Vale County Borough Council")
  })

  it("cancels by a form of its own", () => {
    expect(formTo(card({}), "/pay/capability/cancellation")).not.toContain("card_number")
    expect(formTo(card({}), action)).not.toContain("cancellation")
  })

  it("fills in the name that the buyer knows", () => {
    const html = card({ payment: { ...payment, prefilledCardholder: { cardholderName: "S Jones" } } })
    expect(tagWith(html, 'name="cardholder_name"')).toContain('value="S Jones"')
    expect(tagWith(html, 'name="card_number"')).not.toContain("value=")
  })
})

describe("errors", () => {
  it("are listed, linked and say to type again", () => {
    const html = card({ errorCodes: ["card_number.luhn", "expiry.past"] })
    expect(titleOf(html)).toMatch(/^Error: Enter card details – /)
    expect(html).toContain('<a href="#card-number">Check your card number</a>')
    expect(html).toContain('<a href="#expiry-month">Expiry date must be in the future</a>')
    expect(textOf(html)).toContain("We do not keep card details. Enter all of them again.")
    expect(tagWith(html, 'name="expiry_month"')).toContain('aria-describedby="expiry-hint expiry-error"')
  })

  it("take the place of an older decline", () => {
    const html = card({ errorCodes: ["card_number.luhn"], decline: "declined" })
    expect(textOf(html)).not.toContain("declined")
  })
})

describe("a decline", () => {
  it("stands on top with a way to try another card", () => {
    const html = card({ decline: "declined" })
    expect(titleOf(html)).toMatch(/^Error: /)
    expect(html).toContain('<a href="#card-number">Your card was declined. Try another card</a>')
    expect(textOf(html)).toContain("No money has been taken")
  })
})

describe("without a card entry", () => {
  it("offers to try again while the acquirer is away", () => {
    const html = card({
      entry: { kind: "unavailable" },
      errorCodes: ["card_number.luhn"],
      decline: "declined",
    })
    expect(titleOf(html)).toMatch(/^We cannot take cards now. Try later – /)
    expect(textOf(formTo(html, "/pay/capability/card"))).toContain("Try again")
    expect(html).not.toContain("card_number")
    expect(textOf(html)).not.toContain("declined")
  })

  it("tells of the last try without leading to a field", () => {
    const html = card({ entry: { kind: "not_ready" }, decline: "not_finished" })
    expect(textOf(html)).toContain("You did not finish paying in time No money has been taken")
    expect(html).not.toContain('href="#card-number"')
    const elsewhere = card({ entry: { kind: "elsewhere", provider: "Stripe" }, decline: "not_finished" })
    expect(textOf(elsewhere)).not.toContain("You did not finish")
  })

  it("offers to go on where none was asked for", () => {
    const html = card({ entry: { kind: "not_ready" } })
    expect(textOf(formTo(html, "/pay/capability/card"))).toContain("Continue")
    expect(html).not.toContain("card_number")
    expect(textOf(html)).not.toContain("No money")
  })
})
