import type { Instant } from "#domain/instant.ts"

/**
 * Why people must look.
 * - `outcome_unclear`: a payment nobody can settle by asking
 * - `contradiction`: the acquirer says otherwise about a payment that ended
 * - `refund_unclear`: a refund nobody can settle by asking
 * - `reversal_failed`: late money that could not be sent back
 * - `refund_contradiction`: a refund that ended, of which the acquirer now says otherwise
 * - `refund_not_ours`: money sent back that we never asked for
 * - `answer_unclear`: an answer to a dispute that nobody can find out about
 * - `dispute_contradiction`: a decided dispute that changed
 * - `notification_set_aside`: word of a payment that is not ours, or that the acquirer gave no answer about
 * - `settlement_difference`: the acquirer's books and the ledger differ
 */
export const operatorReasons = [
  "outcome_unclear",
  "contradiction",
  "refund_unclear",
  "reversal_failed",
  "refund_contradiction",
  "refund_not_ours",
  "answer_unclear",
  "dispute_contradiction",
  "notification_set_aside",
  "settlement_difference",
] as const
export type OperatorReason = (typeof operatorReasons)[number]

/** Something that people must look at; open until it has an end. One open case a reason and subject. */
export interface OperatorCase {
  readonly id: string
  readonly reason: OperatorReason
  /** The payment, refund, dispute, notification or settlement line. */
  readonly subjectId: string
  /** Null where the payment is unknown to us. */
  readonly paymentId: string | null
  readonly openedAt: Instant
  readonly closedAt: Instant | null
  /** Who ended it: a person's name, or `settled` where the answer came by itself. */
  readonly closedBy: string | null
  /** What the end rests upon; never card data. */
  readonly evidence: string | null
}
