import * as v from "valibot"
import { describe, expect, it } from "vitest"
import { wholeIntentReply } from "#adapters/acquirer-stripe/replies.ts"
import { parseSavedCard, savedCardOf } from "#adapters/acquirer-stripe/saved-card.ts"
import { intent, savedCard } from "./stripe-objects.ts"

const setUp = { customer: "cus_1", payment_method: "pm_1", setup_future_usage: "off_session" }
const kept = (over: Parameters<typeof intent>[0]) =>
  savedCardOf(v.parse(wholeIntentReply, intent({ ...setUp, ...over })))

describe("the card that a set-up payment leaves", () => {
  it.each(["succeeded", "requires_capture"])("is there once it is %s", (status) => {
    expect(kept({ status })).toBe(savedCard)
    expect(kept({ status, customer: { id: "cus_1" }, payment_method: { id: "pm_1" } })).toBe(savedCard)
  })

  it.each([
    ["before the bank has said yes", { status: "requires_action" }],
    ["while the bank has not decided", { status: "processing" }],
    ["after it was let go", { status: "canceled" }],
    ["where nobody asked for it to be kept", { setup_future_usage: null }],
    ["where it is kept for payees who are present", { setup_future_usage: "on_session" }],
    ["without a customer", { customer: null }],
    ["without a payment method", { payment_method: null }],
    ["under names that are not Stripe's", { payment_method: "4242424242424242" }],
  ])("is not, %s", (_, over) => {
    expect(kept(over)).toBeNull()
  })
})

it("is read back into what Stripe names it by", () => {
  expect(parseSavedCard(savedCard)).toEqual({ customer: "cus_1", method: "pm_1" })
})

it.each(["", "cus_1", "pm_1:cus_1", "cus_1:pm_1:x", "cus_../../x:pm_1", "card_1"])(
  "%s is no kept card",
  (text) => {
    expect(parseSavedCard(text)).toBeNull()
  },
)
