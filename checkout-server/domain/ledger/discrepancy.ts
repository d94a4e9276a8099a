/**
 * What a comparison of acquirer, ledger and payments can find.
 * - `posting_unbalanced`: a posting of fewer than two lines, or that does not sum to zero
 * - `capture_differs`: the payment and the ledger know different captured sums
 * - `capture_misplaced`: captured without a posting, or posted without being captured
 * - `refunds_differ`: the payment's sums are not those of its refunds
 * - `refund_misposted`: a refund stands in the ledger otherwise than its state says
 * - `dispute_misposted`: the same of a dispute
 * - `closed_keeps_money`: a payment that ended without money has some
 * - `acquirer_differs`: the acquirer and the ledger know different sums of a payment
 * - `charge_unknown`: the acquirer holds money of a charge that nothing here knows
 */
export const discrepancyKinds = [
  "posting_unbalanced",
  "capture_differs",
  "capture_misplaced",
  "refunds_differ",
  "refund_misposted",
  "dispute_misposted",
  "closed_keeps_money",
  "acquirer_differs",
  "charge_unknown",
] as const
export type DiscrepancyKind = (typeof discrepancyKinds)[number]

/** A difference, and what each side says; a side that was not asked says nothing. */
export interface Discrepancy {
  readonly kind: DiscrepancyKind
  /** Null where it belongs to no payment of ours. */
  readonly paymentId: string | null
  /** The posting, refund, dispute or acquirer's payment that differs; the payment itself where it is none of these. */
  readonly subjectId: string
  readonly payments?: string
  readonly ledger?: string
  readonly acquirer?: string
}
