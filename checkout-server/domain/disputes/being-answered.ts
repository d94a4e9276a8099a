import type { Dispute } from "#domain/disputes/dispute.ts"
import type { Operation, OperationState } from "#domain/payments/operation.ts"
import { openOperationStates } from "#domain/payments/operation.ts"

/**
 * True while an answer is on its way, or has arrived and the acquirer has told nothing of the dispute since: what is
 * known here is then how it stood before.
 */
export function isBeingAnswered(
  dispute: Pick<Dispute, "updatedAt">,
  newest: Pick<Operation, "state" | "createdAt"> | null,
): boolean {
  if (newest === null) return false
  const isOpen = (openOperationStates as readonly OperationState[]).includes(newest.state)
  return isOpen || (newest.state === "succeeded" && dispute.updatedAt <= newest.createdAt)
}
