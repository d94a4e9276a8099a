import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"

/** The chart of accounts, per buyer, mode and currency. */
export const ledgerAccounts = [
  /** What the acquirer owes for captured payments. */
  "acquirer_receivable",
  /** What belongs to the buyer. */
  "buyer_payable",
  "refunds_in_flight",
  "acquirer_fees",
  "buyer_bank",
  "disputes_held",
  /** Money not yet matched. */
  "suspense",
] as const
export type LedgerAccount = (typeof ledgerAccounts)[number]

/** Why money moved; with `sourceId` it makes a posting unique, so that nothing is posted twice. */
export const postingKinds = ["captured"] as const
export type PostingKind = (typeof postingKinds)[number]

/** A debit is positive, a credit negative; a posting's entries sum to zero. */
export interface LedgerEntry {
  readonly account: LedgerAccount
  readonly amount: Pence
}

export interface Posting {
  readonly kind: PostingKind
  readonly sourceId: string
  readonly entries: readonly LedgerEntry[]
}

/** Money the acquirer confirmed as taken: it owes us, we owe the buyer. `amount` > 0. */
export function capturedPosting(paymentId: string, amount: Pence): Posting {
  return {
    kind: "captured",
    sourceId: paymentId,
    entries: moved("acquirer_receivable", "buyer_payable", amount),
  }
}

function moved(debit: LedgerAccount, credit: LedgerAccount, amount: Pence): readonly LedgerEntry[] {
  return [
    { account: debit, amount },
    { account: credit, amount: exactPence(-amount) },
  ]
}
