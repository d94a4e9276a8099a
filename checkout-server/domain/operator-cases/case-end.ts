import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import { resolutions } from "#domain/payments/transition-table.ts"

/**
 * How a person may end a case: with a state of its payment or refund; `adopted`, which writes money that was sent back
 * at the acquirer down as a refund of ours; or `noted`, which changes nothing.
 */
export const caseEnds = [...resolutions, "succeeded", "adopted", "noted"] as const
export type CaseEnd = (typeof caseEnds)[number]

const noted: readonly CaseEnd[] = ["noted"]

const endsOf: Readonly<Record<OperatorReason, readonly CaseEnd[]>> = {
  // Noting it alone would leave a payment, or a refund, that nobody watches.
  outcome_unclear: resolutions,
  refund_unclear: ["succeeded", "failed"],
  contradiction: ["failed", "noted"],
  reversal_failed: noted,
  refund_contradiction: ["adopted", "noted"],
  refund_not_ours: ["adopted", "noted"],
  answer_unclear: noted,
  dispute_contradiction: noted,
  notification_set_aside: noted,
  settlement_difference: noted,
}

/** The ends that a case of this reason may have. */
export function possibleEnds(reason: OperatorReason): readonly CaseEnd[] {
  return endsOf[reason]
}
