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
  disputes: [
    {
      id: "dsp_1",
      payment_id: "pay_1",
      amount: 40,
      reason: "fraudulent",
      status: "under_review",
      evidence_due_at: "2026-11-30T10:00:00.000Z",
      opened_at: "2026-11-23T10:00:00.000Z",
    },
  ],
  a_field_of_next_year: true,
}

describe("a payment reply", () => {
  it("reads in our words", () => {
    expect(snapshotOf(v.parse(paymentReply, reply))).toEqual({
      acquirerPaymentId: "pay_1",
      reference: "p1",
      savedCard: null,
      status: "closed",
      amount: 100,
      currency: "GBP",
      captured: 0,
      challengeUrl: null,
      lastRefusal: "suspected_fraud",
      card: { brand: "visa", firstSix: "400000", lastFour: "9987", expiry: "12/40" },
      refunds: [],
      disputes: [
        {
          acquirerDisputeId: "dsp_1",
          amount: 40,
          reason: "fraudulent",
          status: "under_review",
          evidenceDueAt: Date.parse("2026-11-30T10:00:00Z"),
          openedAt: Date.parse("2026-11-23T10:00:00Z"),
        },
      ],
    })
  })

  it.each([
    { status: "paid" },
    { amount: 1.5 },
    { amount: -1 },
    { amount: "100" },
    { currency: "EUR" },
    { card: {} },
    { disputes: [{ ...reply.disputes[0], status: "warning_needs_response" }] },
    { disputes: [{ ...reply.disputes[0], amount: -1 }] },
    { disputes: [{ ...reply.disputes[0], opened_at: "yesterday" }] },
    { disputes: undefined },
  ])("does not recognise %o", (over) =>
    expect(v.safeParse(paymentReply, { ...reply, ...over }).success).toBe(false),
  )
})
