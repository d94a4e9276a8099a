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

/**
 * What moves money, with the account debited and the account credited. A posting is unique by its kind and its source:
 * the payment, refund, acquirer's payment, dispute or settlement line that caused it. `suspense` stands for the money
 * of a late success, which never belonged to the buyer.
 */
const plan = {
  captured: ["acquirer_receivable", "buyer_payable"],
  /** An operator found that a capture was none. */
  capture_corrected: ["buyer_payable", "acquirer_receivable"],
  late_success: ["acquirer_receivable", "suspense"],
  refund_submitted: ["buyer_payable", "refunds_in_flight"],
  refund_succeeded: ["refunds_in_flight", "acquirer_receivable"],
  refund_failed: ["refunds_in_flight", "buyer_payable"],
  /** Sent, and come back days later. */
  refund_returned: ["acquirer_receivable", "buyer_payable"],
  dispute_opened: ["disputes_held", "acquirer_receivable"],
  dispute_won: ["acquirer_receivable", "disputes_held"],
  dispute_lost: ["buyer_payable", "disputes_held"],
  fee: ["acquirer_fees", "acquirer_receivable"],
  payout: ["buyer_bank", "acquirer_receivable"],
} as const satisfies Readonly<Record<string, readonly [debit: LedgerAccount, credit: LedgerAccount]>>

/** Why money moved; with `sourceId` it makes a posting unique, so that nothing is posted twice. */
export type PostingKind = keyof typeof plan
export const postingKinds = Object.keys(plan) as readonly PostingKind[]

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

/** The posting of a kind; `amount` is not zero, and negative only where a payout takes money from the buyer. */
export function posting(kind: PostingKind, sourceId: string, amount: Pence): Posting {
  const [debit, credit] = plan[kind]
  return { kind, sourceId, entries: moved(debit, credit, amount) }
}

/** A posting of a reversal: the late money stands in suspense and not with the buyer. */
export function reversalPosting(kind: PostingKind, sourceId: string, amount: Pence): Posting {
  const inSuspense = (account: LedgerAccount) => (account === "buyer_payable" ? "suspense" : account)
  const [debit, credit] = plan[kind]
  return { kind, sourceId, entries: moved(inSuspense(debit), inSuspense(credit), amount) }
}

function moved(debit: LedgerAccount, credit: LedgerAccount, amount: Pence): readonly LedgerEntry[] {
  return [
    { account: debit, amount },
    { account: credit, amount: exactPence(-amount) },
  ]
}
