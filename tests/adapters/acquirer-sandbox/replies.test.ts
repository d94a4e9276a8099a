import * as v from "valibot"
import { describe, expect, it } from "vitest"
import { paymentReply, snapshotOf } from "#adapters/acquirer-sandbox/replies.ts"

const reply = {
  id: "pay_1",
  reference: "p1",
  status: "closed",
  amount: 100,
  currency: "GBP",
  capture_mode: "automatic",
  captured: 0,
  authorised_until: null,
  challenge_url: null,
  last_refusal: "lost_card",
  card: { brand: "visa", first_six: "400000", last_four: "9987", expiry: "12/40" },
  refunds: [],
  a_field_of_next_year: true,
}

describe("a payment reply", () => {
  it("reads in our words", () => {
    expect(snapshotOf(v.parse(paymentReply, reply))).toEqual({
      acquirerPaymentId: "pay_1",
      reference: "p1",
      status: "closed",
      amount: 100,
      currency: "GBP",
      captured: 0,
      challengeUrl: null,
      lastRefusal: "suspected_fraud",
      card: { brand: "visa", firstSix: "400000", lastFour: "9987", expiry: "12/40" },
      refunds: [],
    })
  })

  it.each([
    { status: "paid" },
    { amount: 1.5 },
    { amount: -1 },
    { amount: "100" },
    { currency: "EUR" },
    { card: {} },
  ])("does not recognise %o", (over) =>
    expect(v.safeParse(paymentReply, { ...reply, ...over }).success).toBe(false),
  )
})
