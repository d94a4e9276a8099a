import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { lockOpenAnswer } from "#db/queries/disputes.ts"
import { isKnownCase } from "#db/queries/operator-cases.ts"
import { lockPayment } from "#db/queries/payments.ts"
import { recordOperation } from "#db/records/operations.ts"
import { closeOperatorCase, openOperatorCase } from "#db/records/operator-cases.ts"
import type { Door, Stamp } from "#db/records/payments.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import { later } from "#domain/instant.ts"
import type { Operation, OperationState } from "#domain/payments/operation.ts"
import { nextSync, replayMilliseconds } from "#domain/payments/operation.ts"
import { watchMilliseconds } from "#domain/payments/settlement.ts"
import { ok } from "#domain/problem.ts"
import type { AnswerWord } from "#operations/disputes/call-answer.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"

/** What was learned of an answer, of which dispute and through which door. */
interface SettleAnswerInput extends AnswerWord {
  readonly dispute: Dispute
  /** The answer that it was learned of, and no other to the same dispute. */
  readonly operationId: string
  readonly door: Door
  /** The lease under which a sweep learned it: once it is lost, somebody else is nearer to the truth. */
  readonly leaseToken?: string
}

/**
 * Writes what was learned of an answer, and then asks the acquirer how the dispute stands: its money and its news are
 * settled as always. Once the answer has ended, or can no longer be repeated, its words are forgotten.
 */
export async function settleAnswer(outside: Outside, told: SettleAnswerInput): Promise<void> {
  const { dispute, operationId, door } = told
  const ended = await inRepeatableTransaction(outside.db, async (transaction) => {
    // The payment first, as every settlement does: so no two wait for each other.
    await lockPayment(transaction, dispute.paymentId)
    const operation = await lockOpenAnswer(transaction, operationId)
    if (!operation) return ok(false)
    return ok(await record(transaction, operation, { outside, told }))
  })
  if (ended.value) await syncPayment(outside, { paymentId: dispute.paymentId, door })
}

interface Settling {
  readonly outside: Outside
  readonly told: SettleAnswerInput
}

const ends: Readonly<Record<Exclude<AnswerWord["finding"], "undecided" | "stuck">, OperationState>> = {
  received: "succeeded",
  overtaken: "superseded",
  refused: "refused",
  absent: "abandoned",
}

/** True where the answer has ended. */
async function record(
  transaction: Transaction,
  operation: Operation,
  { outside, told }: Settling,
): Promise<boolean> {
  const { evidence, leaseToken } = told
  const at = stamp(outside, told.door)
  const finding = findingOf(operation, told, at)
  const isOpen = finding === "undecided" || finding === "stuck"
  const isOurs = await recordOperation(transaction, operation, {
    state: isOpen ? "unknown" : ends[finding],
    at: at.at,
    nextSyncAt: nextSync(operation, at.at, outside.ids.fraction()) ?? later(at.at, watchMilliseconds),
    forgetsRequest: at.at - operation.createdAt >= replayMilliseconds,
    ...(evidence === undefined ? {} : { evidence }),
    ...(leaseToken === undefined ? {} : { leaseToken }),
  })
  if (!isOurs) return false
  if (finding === "stuck") await openCase(transaction, operation, { outside, at })
  if (finding === "received" || finding === "overtaken") await closeCase(transaction, operation, at)
  if (!isOpen) outside.log.info({ dispute_id: told.dispute.id, finding }, "answer settled")
  return !isOpen
}

/** A refusal counts only while no sweep has taken the answer over. Two weeks without a word: people must look. */
function findingOf(
  operation: Operation,
  { finding, leaseToken }: SettleAnswerInput,
  { at }: Stamp,
): AnswerWord["finding"] {
  if (finding === "refused" && leaseToken === undefined && operation.syncs > 0) return "undecided"
  return finding === "undecided" && nextSync(operation, at, 0) === null ? "stuck" : finding
}

const reason = "answer_unclear"

async function openCase(
  transaction: Transaction,
  operation: Operation,
  { outside, at }: { readonly outside: Outside; readonly at: Stamp },
): Promise<void> {
  if (await isKnownCase(transaction, reason, operation.id)) return
  const { id: subjectId, paymentId, disputeId } = operation
  outside.log.error(
    { payment_id: paymentId, dispute_id: disputeId },
    "the fate of an answer is unclear: needs an operator",
  )
  await openOperatorCase(transaction, { id: `case_${at.id}`, reason, subjectId, paymentId, openedAt: at.at })
}

async function closeCase(transaction: Transaction, { id }: Operation, { at, door }: Stamp): Promise<void> {
  const evidence = `settled by ${door}`
  await closeOperatorCase(transaction, { reason, subjectId: id, closedAt: at, closedBy: "settled", evidence })
}
