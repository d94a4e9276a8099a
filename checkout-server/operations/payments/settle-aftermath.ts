import type { Outside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { isKnownCase } from "#db/queries/operator-cases.ts"
import { findDisputesOfPayment, findRefundsOfPayment } from "#db/queries/refunds.ts"
import { openOperatorCase } from "#db/records/operator-cases.ts"
import type { Door } from "#db/records/payments.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Refund } from "#domain/refunds/refund.ts"
import { settleDispute } from "#operations/disputes/settle-dispute.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { foundIn } from "#operations/refunds/call-refund.ts"
import { settleRefund } from "#operations/refunds/settle-refund.ts"
import type { AcquirerSnapshot, RefundSnapshot } from "#ports/acquirer.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"

/**
 * Settles what a snapshot tells beyond the payment itself: its refunds, those that are not ours, and its disputes.
 * `payment`: as it is known to be at the time of the snapshot. `payment_changed`: it has moved since, ask again.
 */
export async function settleAftermath(
  outside: Outside,
  input: { readonly payment: Payment; readonly snapshot: AcquirerSnapshot; readonly door: Door },
): Promise<Result<Payment, "payment_changed">> {
  const { snapshot, door } = input
  let { payment } = input
  if (snapshot.refunds.length === 0 && snapshot.disputes.length === 0) return ok(payment)
  const [refunds, disputes] = await Promise.all([
    findRefundsOfPayment(outside.db, payment.id),
    findDisputesOfPayment(outside.db, payment.id),
  ])
  for (const refund of refunds) {
    const word = refund.acquirerPaymentId === snapshot.acquirerPaymentId ? foundIn(snapshot, refund) : null
    const isNews = word !== null && word.finding !== refund.state && word.finding !== "undecided"
    if (!isNews) continue
    const settled = await settleRefund(outside, {
      refundId: refund.id,
      ...word,
      door,
      seen: payment.version,
    })
    if (!settled.ok) return refuse("payment_changed")
    payment = settled.value
  }
  for (const strange of strangeRefunds(snapshot, refunds)) {
    await openStrangeRefund(outside, payment, strange.acquirerRefundId)
  }
  for (const facts of snapshot.disputes) {
    const known = disputes.find(({ acquirerDisputeId }) => acquirerDisputeId === facts.acquirerDisputeId)
    if (isSame(known, facts)) continue
    const settled = await settleDispute(outside, {
      paymentId: payment.id,
      facts,
      door,
      seen: payment.version,
    })
    if (!settled.ok) return refuse("payment_changed")
    payment = settled.value
  }
  return ok(payment)
}

/** Refunds that we never asked for, and a second one under the id of one that we did. */
function strangeRefunds(snapshot: AcquirerSnapshot, refunds: readonly Refund[]): readonly RefundSnapshot[] {
  const ours = new Set(refunds.map(({ id }) => id))
  const seen = new Set<string>()
  return snapshot.refunds.filter(({ refundId }) => {
    const isFirst = ours.has(refundId) && !seen.has(refundId)
    seen.add(refundId)
    return !isFirst
  })
}

function isSame(known: Dispute | undefined, facts: DisputeSnapshot): boolean {
  return (
    known !== undefined &&
    known.state === facts.status &&
    known.amount === facts.amount &&
    known.evidenceDueAt === facts.evidenceDueAt
  )
}

/** Money that left by another way than ours, such as the acquirer's own pages. Told once. */
async function openStrangeRefund(
  outside: Outside,
  payment: Payment,
  acquirerRefundId: string,
): Promise<void> {
  const reason = "refund_not_ours"
  if (await isKnownCase(outside.db, reason, acquirerRefundId)) return
  outside.log.error(
    { payment_id: payment.id, acquirer_refund_id: acquirerRefundId },
    "a refund that is not ours: needs an operator",
  )
  await inRepeatableTransaction(outside.db, async (transaction) => {
    const { id, at } = stamp(outside, "acquirer")
    await openOperatorCase(transaction, {
      id: `case_${id}`,
      reason,
      subjectId: acquirerRefundId,
      paymentId: payment.id,
      openedAt: at,
    })
    return ok(null)
  })
}
