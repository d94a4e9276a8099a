import type Stripe from "stripe"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import { refusalOf } from "#sandbox-acquirer/stripe/refusals.ts"
import { seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"
import type { StripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { chargedCardView, unknownPayer } from "./payment-card.ts"

/** One attempt that reached the bank. */
export interface ChargeRow {
  readonly id: string
  readonly payment_id: string
  readonly status: "succeeded" | "failed"
  readonly refusal: string | null
  readonly payment_method: string
  readonly card_brand: string
  readonly card_last_four: string
  readonly card_expiry: string
  readonly created_at: Date
}

export async function findCharge(sql: Database | Transaction, id: string): Promise<ChargeRow | null> {
  const [charge] = await sql<ChargeRow[]>`SELECT * FROM stripe_charge WHERE id = ${id}`
  return charge ?? null
}

/** The last attempt of a payment that reached the bank; a paid one is the last. */
export async function lastCharge(sql: Database | Transaction, paymentId: string): Promise<ChargeRow | null> {
  const [charge] = await sql<ChargeRow[]>`
    SELECT * FROM stripe_charge WHERE payment_id = ${paymentId}
    ORDER BY status = 'succeeded' DESC, created_at DESC, id DESC LIMIT 1`
  return charge ?? null
}

/** What of a payment's money went back, and whether its bank disputes it. */
async function afterwards(sql: Database | Transaction, paymentId: string) {
  const [row] = await sql<{ refunded: number; disputed: boolean; txn: string | null }[]>`
    SELECT
      (SELECT coalesce(sum(amount), 0)::int FROM refund
        WHERE payment_id = ${paymentId} AND status <> 'failed') AS refunded,
      EXISTS (SELECT 1 FROM dispute
        WHERE payment_id = ${paymentId} AND reason <> 'early_fraud_warning') AS disputed,
      (SELECT id FROM stripe_balance_transaction
        WHERE payment_id = ${paymentId} AND kind = 'payment' LIMIT 1) AS txn`
  if (!row) throw new Error("a row of sums is gone")
  return row
}

const outcomes = {
  succeeded: {
    network_status: "approved_by_network",
    type: "authorized",
    seller_message: "Payment complete.",
  },
  failed: {
    network_status: "declined_by_network",
    type: "issuer_declined",
    seller_message: "The bank returned a decline code.",
  },
  blocked: {
    network_status: "not_sent_to_network",
    type: "blocked",
    seller_message: "This payment is too risky to process.",
  },
} as const

/** An attempt as a Charge. */
export async function viewCharge(
  sql: Database | Transaction,
  charge: ChargeRow,
  { payment, face }: StripePayment,
) {
  const paid = charge.status === "succeeded"
  const after = await afterwards(sql, payment.id)
  const refusal = charge.refusal === null ? null : refusalOf(charge.refusal)
  // An authorisation that took nothing in the end is shown as given back whole.
  const released = paid && payment.status === "closed"
  const refunded = released ? payment.amount : paid ? after.refunded : 0
  const outcome = charge.refusal === "fraudulent" ? outcomes.blocked : outcomes[charge.status]
  return {
    id: charge.id,
    object: "charge",
    amount: payment.amount,
    amount_captured: paid ? payment.captured : 0,
    amount_refunded: refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: paid ? after.txn : null,
    billing_details: unknownPayer,
    calculated_statement_descriptor: null,
    captured: paid && payment.captured > 0,
    created: seconds(charge.created_at),
    currency: payment.currency.toLowerCase(),
    customer: face.customer,
    description: face.intent_description,
    disputed: paid && after.disputed,
    failure_balance_transaction: null,
    failure_code: refusal?.code ?? null,
    failure_message: refusal?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...face.intent_metadata },
    on_behalf_of: null,
    outcome: {
      ...outcome,
      advice_code: refusal?.advice_code ?? null,
      network_advice_code: null,
      network_decline_code: null,
      reason: refusal?.decline_code ?? null,
      risk_level: outcome.type === "blocked" ? "highest" : "normal",
    },
    paid,
    payment_intent: face.intent_id,
    payment_method: charge.payment_method,
    payment_method_details: chargedCardView(charge, payment.authorised_until),
    receipt_email: face.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: paid && refunded > 0 && refunded >= (released ? payment.amount : payment.captured),
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: face.statement_descriptor,
    statement_descriptor_suffix: face.statement_descriptor_suffix,
    status: charge.status,
    transfer_data: null,
    transfer_group: null,
  } satisfies Stripe.Charge
}
