import type Stripe from "stripe"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import { seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"

/** What moved on one UTC day, on its way to the payee's bank or there. */
export interface PayoutRow {
  readonly id: string
  readonly amount: number
  readonly paid_on: Date
  readonly created_at: Date
}

/** A payout once its day is over; null before, and where unknown. */
export async function findPayout(
  sql: Database | Transaction,
  id: string,
  now: Date,
): Promise<PayoutRow | null> {
  const [row] = await sql<PayoutRow[]>`
    SELECT * FROM stripe_payout WHERE id = ${id} AND created_at <= ${now}`
  return row ?? null
}

export function viewPayout(row: PayoutRow, now: Date) {
  return {
    id: row.id,
    object: "payout",
    amount: row.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: seconds(row.paid_on),
    automatic: true,
    balance_transaction: `txn_payout${row.id.slice("po_".length)}`,
    created: seconds(row.created_at),
    currency: "gbp",
    description: "STRIPE PAYOUT",
    destination: null,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: "standard",
    original_payout: null,
    payout_method: null,
    reconciliation_status: "completed",
    reversed_by: null,
    source_type: "card",
    statement_descriptor: null,
    status: row.paid_on <= now ? "paid" : "in_transit",
    trace_id: null,
    type: "bank_account",
  } satisfies Stripe.Payout
}
