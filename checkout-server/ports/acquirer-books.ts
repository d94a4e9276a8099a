import type { Instant } from "#domain/instant.ts"
import type { SettlementLineKind } from "#domain/ledger/settlement-line.ts"
import type { Currency, Pence } from "#domain/money.ts"

/** What an acquirer has in its own books of one day. */
export interface SettlementDay {
  readonly day: string
  /** What occurred on that day. */
  readonly lines: readonly SettlementLine[]
  /** Payouts paid on that day. */
  readonly payouts: readonly Payout[]
  readonly complete: boolean
}

/** One movement in the acquirer's books. */
export interface SettlementLine {
  readonly lineId: string
  readonly kind: SettlementLineKind
  readonly acquirerPaymentId: string
  /** Our payment id. */
  readonly reference: string
  /** Our refund id. */
  readonly refundId: string | null
  readonly acquirerDisputeId: string | null
  /** Signed: payments, failed refunds and won disputes are positive, refunds and disputes negative. */
  readonly gross: Pence
  /** At least zero. */
  readonly fee: Pence
  /** `gross - fee`. */
  readonly net: Pence
  readonly currency: Currency
  /** Empty while it is in none; then its day is not complete. */
  readonly payoutId: string
  readonly occurredAt: Instant
}

export interface Payout {
  readonly payoutId: string
  /** Signed: the sum of its lines' `net`. */
  readonly amount: Pence
  readonly currency: Currency
  /** `YYYY-MM-DD`. */
  readonly paidOn: string
}
