/**
 * How a line of the acquirer's books stands beside the ledger.
 * - `matched`: the same sum is posted
 * - `unknown_payment`: no payment of ours has this reference
 * - `not_posted`: the acquirer moved money that the ledger does not know
 * - `amount_differs`: both know it, with different sums
 * - `not_in_books`: posted here, and missing from the acquirer's closed day
 */
export const reconciliationStates = [
  "matched",
  "unknown_payment",
  "not_posted",
  "amount_differs",
  "not_in_books",
] as const
export type ReconciliationState = (typeof reconciliationStates)[number]
