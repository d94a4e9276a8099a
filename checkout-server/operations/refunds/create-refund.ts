import type { Outside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import { hasOpenCase } from "#db/queries/operator-cases.ts"
import { lockPaymentInHand } from "#db/queries/payments.ts"
import { findDisputesOfPayment, findRefund } from "#db/queries/refunds.ts"
import { keepAnswer } from "#db/records/idempotency.ts"
import { insertOperation } from "#db/records/operations.ts"
import { recordTransition } from "#db/records/payments.ts"
import { insertRefund } from "#db/records/refunds.ts"
import { isDisputed } from "#domain/disputes/dispute.ts"
import type { Idempotency } from "#domain/idempotency.ts"
import { later } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { sentOperation } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Refund } from "#domain/refunds/refund.ts"
import { requestRefund } from "#domain/refunds/refund-change.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { callRefund } from "#operations/refunds/call-refund.ts"
import { settleRefund } from "#operations/refunds/settle-refund.ts"

type RefundProblem =
  | "payment_unknown"
  | "payment_changed"
  | "refund_not_possible"
  | "refund_disputed"
  | "refund_too_large"
  | "refund_available_differs"
  | "request_repeated"

/** A refund that is on its way: it is committed, the acquirer's answer is not in yet. */
export interface RefundUnderWay {
  readonly refund: Refund
  /** The payment with the amount reserved. */
  readonly payment: Payment
  /** Resolves once the acquirer's answer is recorded. Rejects only for a bug or a lost database. */
  readonly settled: Promise<unknown>
}

/**
 * Sends money of a captured payment back, whole or in part. The amount is reserved with the refund itself, under the
 * payment's lock: refunds that come together never exceed the capture. Returns once it is committed.
 */
export async function createRefund(
  outside: Outside,
  input: {
    readonly paymentId: string
    readonly amount: Pence
    /** What the buyer believes is left to refund; null does not ask. */
    readonly expectedAvailable: Pence | null
    readonly idempotency?: Idempotency<Refund> | undefined
  },
): Promise<Result<RefundUnderWay, RefundProblem>> {
  const id = outside.ids.next()
  const begun = await begin(outside, { ...input, id })
  if (!begun.ok) return begun
  const { refund, payment, operation } = begun.value
  return ok({ refund, payment, settled: send(outside, refund, operation) })
}

interface Begun {
  readonly refund: Refund
  readonly payment: Payment
  readonly operation: Operation
}

async function begin(
  outside: Outside,
  input: Parameters<typeof createRefund>[1] & { readonly id: string },
): Promise<Result<Begun, RefundProblem>> {
  return await inTransaction(
    outside.db,
    async (transaction): Promise<Result<Begun, RefundProblem>> => {
      const held = await lockPaymentInHand(transaction, input.paymentId)
      if (!held) return refuse("payment_unknown")
      const at = stamp(outside, "buyer")
      if (held.newestObjectId === null) return refuse("refund_not_possible")
      // Our sums leave out what was sent back without us, perhaps this very refund, which a restore has lost.
      if (await hasOpenCase(transaction, "refund_not_ours", input.paymentId)) {
        return refuse("refund_not_possible")
      }
      const disputes = await findDisputesOfPayment(transaction, input.paymentId)
      const { id, amount, expectedAvailable } = input
      const decided = requestRefund(held.payment, {
        id,
        amount,
        expectedAvailable,
        acquirerPaymentId: held.newestObjectId,
        disputed: isDisputed(disputes),
        at: at.at,
      })
      if (!decided.ok) return decided
      const recorded = await recordTransition(transaction, decided.value.payment, at)
      if (!recorded.ok) return recorded
      const { refund } = decided.value
      if (!(await keepAnswer(transaction, input.idempotency, { value: refund, at: at.at }))) {
        return refuse("request_repeated")
      }
      const operation = sentOperation(held.payment, {
        id: at.id,
        kind: "refund",
        acquirerPaymentId: refund.acquirerPaymentId,
        refundId: id,
        request: { amount },
        at: at.at,
        timeoutMilliseconds: outside.limits.capture,
      })
      await insertRefund(transaction, refund)
      await insertOperation(transaction, operation)
      return ok({ refund, payment: recorded.value, operation })
    },
    { proof: async (reader) => (await findRefund(reader, input.id)) !== null },
  )
}

/** A process that stood still for longer than its call may take leaves the refund to the sweep, which may have begun. */
async function send(outside: Outside, refund: Refund, operation: Operation): Promise<void> {
  if (outside.clock.now() > later(operation.createdAt, outside.limits.capture)) return
  const finding = await callRefund(outside, { refund, operation })
  await settleRefund(outside, { refundId: refund.id, ...finding, door: "buyer" })
}
