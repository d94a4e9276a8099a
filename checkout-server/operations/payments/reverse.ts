import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { isReleased, isReversed } from "#db/queries/refunds.ts"
import { insertOperation } from "#db/records/operations.ts"
import type { Stamp } from "#db/records/payments.ts"
import { recordTransition } from "#db/records/payments.ts"
import { insertRefund } from "#db/records/refunds.ts"
import { preparedOperation } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Transition } from "#domain/payments/transition.ts"
import type { Result } from "#domain/problem.ts"
import { ok } from "#domain/problem.ts"
import { reversalOf } from "#domain/refunds/refund-change.ts"

/**
 * Sends back money that was found on an attempt which keeps none: a void where it is only reserved, a refund where it
 * was taken. The fact, its postings and the way back are one transaction, and the buyer is told. Once per attempt.
 */
export async function reverse(
  transaction: Transaction,
  change: Transition,
  late: { readonly outside: Outside; readonly acquirerPaymentId: string; readonly at: Stamp },
): Promise<Result<Payment, "payment_changed">> {
  const { outside, acquirerPaymentId, at } = late
  const { before: payment, reverses } = change
  const isKnown =
    reverses === "refund"
      ? await isReversed(transaction, payment.acquirer, acquirerPaymentId)
      : await isReleased(transaction, acquirerPaymentId)
  if (isKnown) return ok(payment)
  outside.log.warn({ payment_id: payment.id, state: payment.state, reverses }, "late success reversed")
  if (reverses === "void") {
    const recorded = await recordTransition(transaction, change, at)
    if (!recorded.ok) return recorded
    await insertOperation(
      transaction,
      preparedOperation(payment, {
        id: `${at.id}v`,
        kind: "void",
        acquirerPaymentId,
        request: {},
        at: at.at,
      }),
    )
    return recorded
  }
  const id = outside.ids.next()
  // A finding of another amount never comes here: it is a mismatch.
  const { amount } = payment
  const reversal = reversalOf(change, { id, acquirerPaymentId, amount, at: at.at })
  const recorded = await recordTransition(transaction, reversal.payment, at)
  if (!recorded.ok) return recorded
  await insertRefund(transaction, reversal.refund)
  await insertOperation(
    transaction,
    preparedOperation(payment, {
      id: `${at.id}r`,
      kind: "refund",
      acquirerPaymentId,
      refundId: id,
      request: { amount },
      at: at.at,
    }),
  )
  return recorded
}
