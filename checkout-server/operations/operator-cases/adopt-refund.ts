import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { findCase } from "#db/queries/operator-cases.ts"
import { findNewestObjectId, findPayment } from "#db/queries/payments.ts"
import { findRefund, isOfAnotherRefund } from "#db/queries/refunds.ts"
import { recordTransition } from "#db/records/payments.ts"
import { insertRefund, recordRefund } from "#db/records/refunds.ts"
import type { OperatorCase } from "#domain/operator-cases/operator-case.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { isRefundId } from "#domain/refunds/refund.ts"
import { refundChange, requestRefund } from "#domain/refunds/refund-change.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import { stamp } from "#operations/payments/stamp.ts"
import type { AcquirerSnapshot, RefundSnapshot } from "#ports/acquirer.ts"

/** Money that was sent back at the acquirer and stands in no refund of ours. */
export interface StrangeRefund {
  readonly acquirerPaymentId: string
  readonly told: RefundSnapshot
}

/**
 * The acquirer's word on the refund that a case is about; null where it shows none that succeeded. Asked before the
 * case is ended: no transaction waits for the acquirer.
 */
export async function findStrangeRefund(
  outside: Outside,
  caseId: string,
): Promise<StrangeRefund | "unanswered" | null> {
  const found = await findCase(outside.db, caseId)
  const payment = found?.paymentId ? await findPayment(outside.db, found.paymentId) : null
  const acquirerPaymentId = payment && (await findNewestObjectId(outside.db, payment.id))
  if (!found || !payment || acquirerPaymentId === null) return null
  const acquirer = await outside.acquirers.of(payment.acquirer)
  const outcome = await acquirer.fetch(readCall(outside), acquirerPaymentId)
  if (outcome.kind !== "ok" || outcome.value.reference !== payment.id) return "unanswered"
  const told = shownIn(outcome.value, found)
  return told?.status === "succeeded" ? { acquirerPaymentId, told } : null
}

function shownIn({ refunds }: AcquirerSnapshot, { reason, subjectId }: OperatorCase): RefundSnapshot | null {
  return (
    refunds.find(({ refundId, acquirerRefundId }) =>
      reason === "refund_contradiction" ? refundId === subjectId : acquirerRefundId === subjectId,
    ) ?? null
  )
}

/**
 * Writes a strange refund down as one of ours that succeeded, with its postings, and tells the buyer. It keeps the id
 * that it was made under where that is one of ours which was lost here; a refund that failed here stays failed. Only
 * where the amount is still there.
 */
export async function adoptRefund(
  transaction: Transaction,
  { found, payment }: { readonly found: OperatorCase; readonly payment: Payment },
  { outside, strange }: { readonly outside: Outside; readonly strange: StrangeRefund },
): Promise<Result<Payment, "resolution_not_possible" | "payment_changed">> {
  const { acquirerPaymentId, told } = strange
  const known = await findRefund(transaction, told.refundId)
  const hasFailedHere = known?.kind === "refund" && known.state === "failed"
  if (found.reason === "refund_contradiction" && !hasFailedHere) return refuse("resolution_not_possible")
  const at = stamp(outside, "operator")
  const decided = requestRefund(payment, {
    id: known === null && isRefundId(told.refundId) ? told.refundId : outside.ids.next(),
    acquirerPaymentId,
    amount: told.amount,
    expectedAvailable: null,
    // It has happened already, whatever a bank disputes since.
    disputed: false,
    at: at.at,
  })
  if (!decided.ok) return refuse("resolution_not_possible")
  const { refund } = decided.value
  const requested = await recordTransition(transaction, decided.value.payment, at)
  if (!requested.ok) return requested
  await insertRefund(transaction, refund)
  const isTaken = await isOfAnotherRefund(transaction, refund, told.acquirerRefundId)
  const acquirerRefundId = isTaken ? null : told.acquirerRefundId
  const news = refundChange(requested.value, refund, { finding: "succeeded", acquirerRefundId, at: at.at })
  if (news?.kind !== "change") return refuse("resolution_not_possible")
  const recorded = await recordTransition(transaction, news.value.payment, stamp(outside, "operator"))
  if (!recorded.ok) return recorded
  const isOurs = await recordRefund(transaction, refund, news.value.refund)
  return isOurs ? ok(recorded.value) : refuse("payment_changed")
}
