import type Stripe from "stripe"
import type { LineKind } from "#sandbox-acquirer/settlements/settlement-line.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import { type Known, seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"

export type TransactionKind = LineKind | "payout"

/** One line of this face's books, or a payout. */
export interface BalanceTransactionRow {
  readonly id: string
  readonly kind: TransactionKind
  readonly amount: number
  readonly fee: number
  readonly net: number
  readonly created_at: Date
  readonly payout_id: string
  readonly paid_on: Date
  readonly source: string | null
  readonly description: string | null
}

type Words = { readonly type: Known<Stripe.BalanceTransaction.Type>; readonly category: string }

/** What Stripe calls each movement. */
export const transactionWords: Readonly<Record<TransactionKind, Words>> = {
  payment: { type: "charge", category: "charge" },
  refund: { type: "refund", category: "refund" },
  refund_failed: { type: "refund_failure", category: "refund_failure" },
  dispute: { type: "adjustment", category: "dispute" },
  dispute_won: { type: "adjustment", category: "dispute_reversal" },
  payout: { type: "payout", category: "payout" },
}

export async function findBalanceTransaction(
  sql: Database | Transaction,
  id: string,
): Promise<BalanceTransactionRow | null> {
  const [row] = await sql<BalanceTransactionRow[]>`SELECT * FROM stripe_balance_transaction WHERE id = ${id}`
  return row ?? null
}

export function viewBalanceTransaction(row: BalanceTransactionRow, now: Date) {
  const { type, category } = transactionWords[row.kind]
  const fees =
    row.fee === 0
      ? []
      : [
          {
            amount: row.fee,
            application: null,
            currency: "gbp",
            description: "Stripe processing fees",
            type: "stripe_fee",
          },
        ]
  return {
    id: row.id,
    object: "balance_transaction",
    amount: row.amount,
    available_on: seconds(row.paid_on),
    balance_type: "payments",
    created: seconds(row.created_at),
    currency: "gbp",
    description: row.description,
    exchange_rate: null,
    fee: row.fee,
    fee_details: fees,
    net: row.net,
    reporting_category: category,
    source: row.source,
    status: row.paid_on <= now ? "available" : "pending",
    type,
  } satisfies Stripe.BalanceTransaction
}
