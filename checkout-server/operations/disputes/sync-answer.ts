import type { Outside } from "#checkout-server/outside.ts"
import { findDispute } from "#db/queries/disputes.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import { answerFinding } from "#domain/disputes/dispute-answer.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { replayMilliseconds } from "#domain/payments/operation.ts"
import type { AnswerWord } from "#operations/disputes/call-answer.ts"
import { callAnswer, undecided } from "#operations/disputes/call-answer.ts"
import { settleAnswer } from "#operations/disputes/settle-answer.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"

/**
 * Finds out what became of an answer without an answer, under the sweep's lease. While the bank still waits for one, it
 * is given again under the same key, for as long as that is remembered; after that it has never arrived.
 */
export async function syncAnswer(outside: Outside, operation: Operation, leaseToken: string): Promise<void> {
  const dispute = operation.disputeId === null ? null : await findDispute(outside.db, operation.disputeId)
  if (dispute === null) return
  const word = await learn(outside, dispute, operation)
  await settleAnswer(outside, { dispute, operationId: operation.id, ...word, door: "job", leaseToken })
}

async function learn(
  outside: Outside,
  { id, paymentId }: Dispute,
  operation: Operation,
): Promise<AnswerWord> {
  const synced = await syncPayment(outside, { paymentId, door: "job" })
  const dispute = synced.ok ? await findDispute(outside.db, id) : null
  const { answer, amount } = operation.request
  if (dispute === null || answer === undefined || amount === undefined) return undecided
  const finding = answerFinding({ kind: answer, amount }, dispute)
  if (finding !== null) return { finding }
  const now = outside.clock.now()
  if (now - operation.createdAt >= replayMilliseconds) return { finding: "absent" }
  // Too late for the bank: it decides next.
  if (dispute.evidenceDueAt !== null && now >= dispute.evidenceDueAt) return undecided
  return await callAnswer(outside, { dispute, operation })
}
