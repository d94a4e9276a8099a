import Stripe from "stripe"
import { expect, it } from "vitest"
import { eventHeaders } from "#sandbox-acquirer/stripe/events/signature.ts"

const stripe = new Stripe("sk_test_unused")
const body = JSON.stringify({ id: "evt_1", object: "event", type: "payout.paid" })
const sentAt = new Date("2026-11-23T10:00:00Z")
const secret = "whsec_a0secret0for0tests"

function construct(header: string, at: Date): string {
  return stripe.webhooks.constructEvent(body, header, secret, 300, undefined, at.getTime()).id
}

it("is what the official client verifies", () => {
  const header = eventHeaders({ body, sentAt }, secret)["stripe-signature"] ?? ""
  expect(construct(header, sentAt)).toBe("evt_1")
  expect(() => construct(header, new Date(sentAt.getTime() + 301_000))).toThrow("Timestamp outside")
})

it("is another under another secret", () => {
  const header = eventHeaders({ body, sentAt }, "whsec_another")["stripe-signature"] ?? ""
  expect(() => construct(header, sentAt)).toThrow("No signatures found")
})
