import { expect, it } from "vitest"
import { cardView, chargedCardView } from "#sandbox-acquirer/stripe/views/payment-card.ts"

const card = { card_brand: "visa", card_last_four: "4242", card_expiry: "03/31" }

it("reads the kept expiry", () => {
  const shown = { brand: "visa", exp_month: 3, exp_year: 2031, last4: "4242" }
  expect(cardView("pm_1", card, 7, null)).toMatchObject({ id: "pm_1", card: shown, created: 7, type: "card" })
  expect(chargedCardView(card, null).card).toMatchObject(shown)
})

it("says whom a card is attached to, and until when its money is held", () => {
  expect(cardView("pm_1", card, 7, "cus_1").customer).toBe("cus_1")
  const until = new Date("2026-11-30T10:00:00Z")
  expect(chargedCardView(card, until).card?.capture_before).toBe(until.getTime() / 1000)
  expect(chargedCardView(card, null).card).not.toHaveProperty("capture_before")
})
