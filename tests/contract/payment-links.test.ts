import { describe, expect, it } from "vitest"
import { paymentLinks } from "#contract/payment-links.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { paymentIn } from "./payments-in-every-state.ts"

const view = { checkoutUrl: "https://pay.example", capability: "c".repeat(52) }
const checkout = ["next_url", "next_url_post"]

/** The links beside `self`, `events` and `refunds`. Source: payments API, public mapping and transitions. */
const offered: Readonly<Record<PaymentState, readonly string[]>> = {
  created: ["cancel", ...checkout],
  started: ["cancel", ...checkout],
  authorising: checkout,
  challenge_required: ["cancel", ...checkout],
  checking: checkout,
  authorised: ["cancel"],
  capturable: ["cancel", "capture"],
  capturing: [],
  needs_operator: [],
  captured: [],
  declined: [],
  expired: [],
  cancelled_by_payee: [],
  cancelled_by_service: [],
  failed: [],
}

describe("paymentLinks", () => {
  it.each(Object.entries(offered))("offers what is possible: %s", (state, names) => {
    const links = paymentLinks(paymentIn(state as PaymentState), view)
    expect(Object.keys(links)).toEqual(["self", "events", "refunds", ...names])
  })

  it("speaks the payee's language", () => {
    const welsh = paymentLinks({ ...paymentIn("created"), language: "cy" }, view)
    expect(welsh.next_url).toEqual({ href: `https://pay.example/cy/pay/${view.capability}`, method: "GET" })
  })

  it("leads cancel to a POST", () => {
    expect(paymentLinks(paymentIn("created"), view).cancel).toEqual({
      href: "https://pay.example/v1/payments/0123456789abcdefghijklmnop/cancel",
      method: "POST",
    })
  })
})
