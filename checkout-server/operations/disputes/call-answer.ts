import type { Outside } from "#checkout-server/outside.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import type { AnswerFinding, DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import type { Operation, OperationRequest } from "#domain/payments/operation.ts"
import type { AcquirerCall } from "#ports/acquirer.ts"

/**
 * What was learned of an answer. `refused`: the acquirer did not take it, and no other call of it was made. `absent`:
 * the bank still waits, and no call can arrive any more. `stuck`: people must look. `undecided`: it is on its way, or
 * nobody knows.
 */
export interface AnswerWord {
  readonly finding: AnswerFinding | "refused" | "absent" | "stuck" | "undecided"
  readonly evidence?: Readonly<Record<string, string | number>>
}

/** Nothing was learned. */
export const undecided: AnswerWord = { finding: "undecided" }

/**
 * Gives the answer to the acquirer, under the operation's own key, and tells what its answer proves. The dispute's own
 * state is never read from it: a repeat has the answer of its first call, and the bank may have gone on.
 */
export async function callAnswer(
  outside: Outside,
  { dispute, operation }: { readonly dispute: Dispute; readonly operation: Operation },
): Promise<AnswerWord> {
  const { acquirerPaymentId } = operation
  const answer = answerOf(operation.request)
  const { amount } = operation.request
  if (answer === null || amount === undefined || acquirerPaymentId === null) return undecided
  const call: AcquirerCall = {
    operationId: operation.id,
    idempotencyKey: operation.idempotencyKey,
    timeoutMilliseconds: outside.limits.capture,
  }
  const acquirer = await outside.acquirers.of(dispute.acquirer)
  const { acquirerDisputeId } = dispute
  const outcome = await acquirer.answerDispute(call, { acquirerPaymentId, acquirerDisputeId, amount, answer })
  if (outcome.kind === "not_sent") return undecided
  const evidence = { ...outcome.evidence }
  if (outcome.kind === "ok") return { finding: "received", evidence }
  if (outcome.kind === "unknown") {
    const finding = outcome.cause === "mismatch" ? "stuck" : "undecided"
    return { finding, evidence: { ...evidence, cause: outcome.cause } }
  }
  // A refused repeat proves nothing of the first call.
  const isFirst = operation.state === "sent" && operation.syncs === 0
  return { finding: isFirst ? "refused" : "undecided", evidence }
}

/** What was to be told; null where the words have been forgotten. */
function answerOf({ answer, evidence }: OperationRequest): DisputeAnswer | null {
  if (answer === "acceptance") return { kind: answer }
  return evidence === undefined ? null : { kind: "evidence", evidence }
}
