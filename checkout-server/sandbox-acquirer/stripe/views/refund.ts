import type Stripe from "stripe"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { RefundRow } from "#sandbox-acquirer/store/rows.ts"
import { seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"
import { findStripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { lastCharge } from "./charge.ts"

/** A refund of this face; null where unknown. */
export async function findRefund(sql: Database | Transaction, id: string): Promise<RefundRow | null> {
  const [refund] = await sql<RefundRow[]>`
    SELECT r.* FROM refund r JOIN stripe_payment s ON s.payment_id = r.payment_id WHERE r.id = ${id}`
  return refund ?? null
}

export async function viewRefund(sql: Database | Transaction, refund: RefundRow) {
  const found = await findStripePayment(sql, { payment: refund.payment_id })
  if (!found) throw new Error("a refund has no payment")
  const charge = await lastCharge(sql, refund.payment_id)
  const moved = await sql<{ id: string; kind: string }[]>`
    SELECT id, kind FROM stripe_balance_transaction WHERE refund_id = ${refund.id}`
  const failure = moved.find(({ kind }) => kind === "refund_failed")
  return {
    id: refund.id,
    object: "refund",
    amount: refund.amount,
    balance_transaction: moved.find(({ kind }) => kind === "refund")?.id ?? null,
    charge: charge?.id ?? null,
    created: seconds(refund.created_at),
    currency: found.payment.currency.toLowerCase(),
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: refund.status === "pending" ? "pending" : "available", type: "refund" },
      type: "card",
    },
    ...(failure ? { failure_balance_transaction: failure.id } : {}),
    ...(refund.status === "failed" ? { failure_reason: "expired_or_canceled_card" } : {}),
    ...(refund.status === "pending" ? { pending_reason: "processing" } : {}),
    metadata: { ...refund.metadata },
    payment_intent: found.face.intent_id,
    payment_method: charge?.payment_method ?? null,
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  } satisfies Stripe.Refund
}
