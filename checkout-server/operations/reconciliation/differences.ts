import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { closeOperatorCase, openOperatorCase } from "#db/records/operator-cases.ts"

const reason = "settlement_difference"

/** Where the acquirer's books and the ledger differ: a line, a posting that has none, or a payout. */
export interface Difference {
  readonly subjectId: string
  /** Null where it is of no payment of ours. */
  readonly paymentId: string | null
  /** What differs, for the log. */
  readonly what: string
}

/** Gives a difference to people; while its case is open, that one stands. */
export async function openDifference(
  outside: Outside,
  transaction: Transaction,
  difference: Difference,
): Promise<void> {
  const { subjectId, paymentId, what } = difference
  outside.log.error(
    { subject_id: subjectId, payment_id: paymentId, what },
    "the acquirer's books differ: needs an operator",
  )
  await openOperatorCase(transaction, {
    id: `case_${outside.ids.next()}`,
    reason,
    subjectId,
    paymentId,
    openedAt: outside.clock.now(),
  })
}

/** Ends the case of a difference that is no more; nothing where people have ended it. */
export async function closeDifference(
  outside: Outside,
  transaction: Transaction,
  settled: { readonly subjectId: string; readonly evidence: string },
): Promise<void> {
  const closedAt = outside.clock.now()
  await closeOperatorCase(transaction, { reason, ...settled, closedAt, closedBy: "settled" })
}
