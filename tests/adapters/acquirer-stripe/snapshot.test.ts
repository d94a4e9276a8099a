import * as v from "valibot"
import { describe, expect, it } from "vitest"
import { disputeReply, refundReply, wholeSessionReply } from "#adapters/acquirer-stripe/replies.ts"
import { refundOf, snapshotOf } from "#adapters/acquirer-stripe/snapshot.ts"
import {
  amount,
  charge,
  dispute,
  intent,
  pageUrl,
  paymentId,
  refund,
  session,
  sessionId,
  tenOClock,
} from "./stripe-objects.ts"

type Session = Parameters<typeof session>[0]

function snapshot(over: Session, disputes: readonly object[] = []) {
  return snapshotOf({
    session: v.parse(wholeSessionReply, session(over)),
    reference: paymentId,
    refunds: [],
    disputes: disputes.map((one) => v.parse(disputeReply, one)),
  })
}

const status = (sessionStatus: "open" | "complete" | "expired", intentStatus: string | null) =>
  snapshot({
    status: sessionStatus,
    payment_intent: intentStatus === null ? null : intent({ status: intentStatus }),
  })?.status ?? null

describe("snapshotOf", () => {
  it.each([
    ["open", null, "open"],
    ["open", "requires_payment_method", "open"],
    ["open", "requires_confirmation", "open"],
    ["open", "requires_action", "challenge"],
    ["open", "processing", "pending"],
    ["open", "requires_capture", "authorised"],
    ["open", "succeeded", "captured"],
    ["open", "canceled", null],
    ["complete", "processing", "pending"],
    ["complete", "requires_capture", "authorised"],
    ["complete", "succeeded", "captured"],
    ["complete", "canceled", "closed"],
    ["complete", "requires_payment_method", null],
    ["complete", null, null],
    ["expired", null, "closed"],
    ["expired", "requires_payment_method", "closed"],
    ["expired", "canceled", "closed"],
    ["expired", "requires_action", "pending"],
    ["expired", "processing", "pending"],
    ["expired", "requires_capture", "authorised"],
    ["expired", "succeeded", "captured"],
  ] as const)("a session %s with its intent %s is %s", (sessionStatus, intentStatus, expected) => {
    expect(status(sessionStatus, intentStatus)).toBe(expected)
  })

  it("a card that was refused after the payee had left the page is a refusal, told with its reason", () => {
    const refused = intent({
      status: "requires_payment_method",
      amount_received: 0,
      last_payment_error: { type: "card_error", code: "card_declined", decline_code: "insufficient_funds" },
    })
    expect(snapshot({ status: "complete", url: null, payment_intent: refused })).toMatchObject({
      status: "closed",
      captured: 0,
      challengeUrl: null,
      lastRefusal: "insufficient_funds",
      card: { lastFour: "4242" },
    })
  })

  it("a paid session has its card, without the first six digits", () => {
    expect(snapshot({ status: "complete", url: null, payment_intent: intent() })).toEqual({
      acquirerPaymentId: sessionId,
      reference: paymentId,
      status: "captured",
      amount,
      currency: "GBP",
      captured: amount,
      challengeUrl: null,
      lastRefusal: null,
      card: { brand: "visa", firstSix: null, lastFour: "4242", expiry: "04/31" },
      savedCard: null,
      refunds: [],
      disputes: [],
    })
  })

  it("an open session has its page, why the bank last said no, and no money", () => {
    const last_payment_error = { type: "card_error", code: "card_declined", decline_code: "lost_card" }
    const tried = intent({
      status: "requires_payment_method",
      last_payment_error,
      latest_charge: null,
    })
    expect(snapshot({ payment_intent: tried })).toMatchObject({
      status: "open",
      captured: 0,
      challengeUrl: pageUrl,
      lastRefusal: "suspected_fraud",
      card: null,
    })
  })

  it("money that is only reserved is not captured", () => {
    const reserved = intent({ status: "requires_capture", amount_received: 0 })
    expect(snapshot({ status: "complete", payment_intent: reserved })).toMatchObject({
      status: "authorised",
      captured: 0,
      card: { lastFour: "4242" },
    })
  })

  it("a payment without a card has none", () => {
    const details = { type: "link" }
    const paid = intent({ latest_charge: charge({ payment_method_details: details }) })
    expect(snapshot({ status: "complete", payment_intent: paid })?.card).toBeNull()
  })

  it.each([
    ["needs_response", "needs_response", amount],
    ["under_review", "under_review", amount],
    ["won", "won", amount],
    ["lost", "lost", amount],
    ["appeal_needs_response", "lost", amount],
    ["appeal_under_review", "lost", amount],
    ["warning_needs_response", "needs_response", 0],
    ["warning_under_review", "under_review", 0],
    ["warning_closed", "won", 0],
    ["prevented", "won", 0],
  ])("a dispute in %s is %s and holds %d", (stripes, ours, held) => {
    expect(snapshot({ payment_intent: intent() }, [dispute({ status: stripes })])?.disputes).toEqual([
      {
        acquirerDisputeId: "du_1",
        amount: held,
        reason: "fraudulent",
        status: ours,
        evidenceDueAt: (tenOClock + 600) * 1000,
        openedAt: tenOClock * 1000,
      },
    ])
  })

  it.each([
    ["session", wholeSessionReply, session({ status: "paused" })],
    ["intent", wholeSessionReply, session({ payment_intent: intent({ status: "asleep" }) })],
    ["dispute", disputeReply, dispute({ status: "arbitration" })],
    ["refund", refundReply, refund({ status: "reversed" })],
    ["refund without a state", refundReply, refund({ status: null })],
    ["currency", wholeSessionReply, session({ currency: "eur" })],
    ["amount", wholeSessionReply, session({ amount_total: null })],
    ["intent that was not expanded", wholeSessionReply, session({ payment_intent: "pi_1" })],
  ])("a strange %s is not read", (_, schema, given) => expect(v.safeParse(schema, given).success).toBe(false))
})

describe("refundOf", () => {
  it.each([
    ["pending", "pending"],
    ["requires_action", "pending"],
    ["succeeded", "succeeded"],
    ["failed", "failed"],
    ["canceled", "failed"],
  ])("%s is %s", (stripes, ours) => {
    expect(refundOf(v.parse(refundReply, refund({ status: stripes })))).toEqual({
      acquirerRefundId: "re_1",
      refundId: "refund-1",
      amount: 500,
      status: ours,
    })
  })

  it("a refund that was made elsewhere has Stripe's id for ours", () => {
    for (const metadata of [{}, null]) {
      expect(refundOf(v.parse(refundReply, refund({ metadata })))).toMatchObject({
        acquirerRefundId: "re_1",
        refundId: "re_1",
      })
    }
  })
})
