import type { Stripe } from "stripe"
import { exactPence } from "#domain/money.ts"

/** Fields by the names that they have at Stripe; a test may give them values that Stripe never would. */
type Over<Wire> = { readonly [Name in keyof Wire]?: Name extends "id" ? string : unknown }

/** The price of every payment here. */
export const amount = exactPence(18_240)
export const paymentId = "0199f0a0-0000-7000-8000-000000000001"
export const sessionId = "cs_test_a1"
export const intentId = "pi_3Arwel"
export const pageUrl = `https://checkout.stripe.com/c/pay/${sessionId}`

/** A second of 23 November 2026, ten o'clock. */
export const tenOClock = Date.parse("2026-11-23T10:00:00Z") / 1000

export function charge(over: Over<Stripe.Charge> = {}) {
  const usual = {
    id: "ch_1",
    object: "charge",
    payment_method_details: {
      type: "card",
      card: {
        brand: "visa",
        last4: "4242",
        exp_month: 4,
        exp_year: 2031,
      } as Stripe.Charge.PaymentMethodDetails.Card,
    },
  } satisfies Partial<Stripe.Charge>
  return { ...usual, ...over }
}

export function intent(over: Over<Stripe.PaymentIntent> = {}) {
  const usual = {
    id: intentId,
    object: "payment_intent",
    livemode: false,
    status: "succeeded",
    amount,
    amount_received: amount,
    currency: "gbp",
    metadata: { payment_id: paymentId },
    last_payment_error: null,
    latest_charge: charge() as Stripe.Charge,
  } satisfies Partial<Stripe.PaymentIntent>
  return { ...usual, ...over }
}

export const savedCard = "cus_1:pm_1"
export const agreementId = "agreement-1"

/** An intent that charges a kept card, as it is made: not confirmed. */
export function chargeIntent(over: Over<Stripe.PaymentIntent> = {}) {
  return intent({
    status: "requires_confirmation",
    amount_received: 0,
    customer: "cus_1",
    payment_method: "pm_1",
    latest_charge: null,
    metadata: { payment_id: paymentId, agreement_id: agreementId, agreement_step: "charge" },
    ...over,
  })
}

/** A session as `retrieve` gives it: open, nothing tried, its intent by id or whole. */
export function session(over: Over<Stripe.Checkout.Session> = {}) {
  const usual = {
    id: sessionId,
    object: "checkout.session",
    livemode: false,
    status: "open",
    url: pageUrl,
    client_reference_id: paymentId,
    amount_total: amount,
    currency: "gbp",
    metadata: { payment_id: paymentId },
    payment_intent: null,
  } satisfies Partial<Stripe.Checkout.Session>
  return { ...usual, ...over }
}

/** A session that has been paid. */
export function paidSession(over: Over<Stripe.PaymentIntent> = {}) {
  return session({ status: "complete", url: null, payment_intent: intent(over) })
}

export function refund(over: Over<Stripe.Refund> = {}) {
  const usual = {
    id: "re_1",
    object: "refund",
    payment_intent: intentId,
    amount: 500,
    currency: "gbp",
    status: "succeeded",
    metadata: { refund_id: "refund-1", payment_id: paymentId },
  } satisfies Partial<Stripe.Refund>
  return { ...usual, ...over }
}

export function dispute(over: Over<Stripe.Dispute> = {}) {
  const usual = {
    id: "du_1",
    object: "dispute",
    payment_intent: intentId,
    amount,
    currency: "gbp",
    reason: "fraudulent",
    status: "needs_response",
    evidence_details: { due_by: tenOClock + 600 } as Stripe.Dispute.EvidenceDetails,
    created: tenOClock,
    metadata: {},
  } satisfies Partial<Stripe.Dispute>
  return { ...usual, ...over }
}

/** An event about one of the objects above. */
export function event(id: string, type: Stripe.Event["type"], object: object, created = tenOClock) {
  return { id, object: "event", type, created, livemode: false, data: { object } }
}

export function balanceTransaction(over: Over<Stripe.BalanceTransaction> = {}) {
  const usual = {
    id: "txn_1",
    object: "balance_transaction",
    amount,
    fee: 30,
    net: amount - 30,
    currency: "gbp",
    created: tenOClock,
    reporting_category: "charge",
    source: { id: "ch_1", object: "charge", payment_intent: intentId, metadata: {} } as Stripe.Charge,
  } satisfies Partial<Stripe.BalanceTransaction>
  return { ...usual, ...over }
}

export function payout(over: Over<Stripe.Payout> = {}) {
  const usual = {
    id: "po_1",
    object: "payout",
    amount: amount - 30,
    currency: "gbp",
    status: "paid",
    automatic: true,
    arrival_date: tenOClock,
  } satisfies Partial<Stripe.Payout>
  return { ...usual, ...over }
}
