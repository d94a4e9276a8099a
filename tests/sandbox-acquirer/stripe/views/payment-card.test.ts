import { expect, it } from "vitest"
import { cardView, chargedCardView } from "#sandbox-acquirer/stripe/views/payment-card.ts"

const card = { card_brand: "visa", card_last_four: "4242", card_expiry: "03/31" }

it("reads the kept expiry", () => {
  const shown = { brand: "visa", exp_month: 3, exp_year: 2031, last4: "4242" }
  expect(cardView("pm_1", card, 7)).toMatchObject({ id: "pm_1", card: shown, created: 7, type: "card" })
  expect(chargedCardView(card).card).toMatchObject(shown)
})
