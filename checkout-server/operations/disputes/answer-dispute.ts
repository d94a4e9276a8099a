import type { Outside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import { findAnswerOperation, findDispute, findNewestAnswers } from "#db/queries/disputes.ts"
import { lockPaymentInHand } from "#db/queries/payments.ts"
import { keepAnswer } from "#db/records/idempotency.ts"
import { insertOperation } from "#db/records/operations.ts"
import { isBeingAnswered } from "#domain/disputes/being-answered.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import { checkAnswerable } from "#domain/disputes/dispute-answer.ts"
import type { Idempotency } from "#domain/idempotency.ts"
import { later } from "#domain/instant.ts"
import type { Operation, OperationRequest } from "#domain/payments/operation.ts"
import { sentOperation } from "#domain/payments/operation.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { callAnswer } from "#operations/disputes/call-answer.ts"
import { settleAnswer } from "#operations/disputes/settle-answer.ts"

type AnswerProblem =
  | "dispute_unknown"
  | "dispute_decided"
  | "dispute_answered"
  | "dispute_overdue"
  | "request_repeated"

/** A dispute and the answer to it that is on its way. */
export interface AnsweredDispute {
  readonly dispute: Dispute
  readonly answer: Operation
}

/** An answer that is committed; the acquirer's own answer is not in yet. */
export interface AnswerUnderWay extends AnsweredDispute {
  /** Resolves once the acquirer's answer is recorded. Rejects only for a bug or a lost database. */
  readonly settled: Promise<unknown>
}

interface AnswerInput {
  readonly disputeId: string
  readonly answer: DisputeAnswer
  /** The API key that asks for it. */
  readonly keyId: string
  readonly idempotency?: Idempotency<AnsweredDispute> | undefined
}

/**
 * Answers a payee's bank: with evidence, or by giving in. One answer at a time, under the payment's lock, and only
 * while the bank waits for one. Returns once it is committed; what the bank decides comes with its news.
 */
export async function answerDispute(
  outside: Outside,
  input: AnswerInput,
): Promise<Result<AnswerUnderWay, AnswerProblem>> {
  const id = outside.ids.next()
  const begun = await begin(outside, { ...input, id })
  if (!begun.ok) return begun
  return ok({ ...begun.value, settled: send(outside, begun.value) })
}

async function begin(
  outside: Outside,
  input: AnswerInput & { readonly id: string },
): Promise<Result<AnsweredDispute, AnswerProblem>> {
  const { id, disputeId, answer, keyId } = input
  return await inTransaction(
    outside.db,
    async (transaction): Promise<Result<AnsweredDispute, AnswerProblem>> => {
      const found = await findDispute(transaction, disputeId)
      const held = found && (await lockPaymentInHand(transaction, found.paymentId))
      const dispute = held && (await findDispute(transaction, disputeId))
      if (!dispute || held.newestObjectId === null) return refuse("dispute_unknown")
      const at = outside.clock.now()
      const newest = (await findNewestAnswers(transaction, [disputeId])).get(disputeId) ?? null
      const checked = checkAnswerable(dispute, { isBeingAnswered: isBeingAnswered(dispute, newest), at })
      if (!checked.ok) return checked
      const operation = sentOperation(held.payment, {
        id,
        kind: "answer",
        acquirerPaymentId: held.newestObjectId,
        disputeId,
        request: requestOf(answer, { amount: dispute.amount, keyId }),
        at,
        timeoutMilliseconds: outside.limits.capture,
      })
      const answered = { dispute, answer: operation }
      if (!(await keepAnswer(transaction, input.idempotency, { value: answered, at }))) {
        return refuse("request_repeated")
      }
      await insertOperation(transaction, operation)
      return ok(answered)
    },
    { proof: async (reader) => (await findAnswerOperation(reader, id)) !== null },
  )
}

/** The amount tells later whether the bank still asks the same. */
function requestOf(
  answer: DisputeAnswer,
  about: Required<Pick<OperationRequest, "amount" | "keyId">>,
): OperationRequest {
  return answer.kind === "evidence"
    ? { ...about, answer: "evidence", evidence: answer.evidence }
    : { ...about, answer: "acceptance" }
}

/** A process that stood still for longer than its call may take leaves the answer to the sweep, which may have begun. */
async function send(outside: Outside, answered: AnsweredDispute): Promise<void> {
  const { dispute, answer: operation } = answered
  if (outside.clock.now() > later(operation.createdAt, outside.limits.capture)) return
  const word = await callAnswer(outside, { dispute, operation })
  await settleAnswer(outside, { dispute, operationId: operation.id, ...word, door: "buyer" })
}
