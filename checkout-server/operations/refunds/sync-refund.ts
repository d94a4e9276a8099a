import type { Outside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findRefund } from "#db/queries/refunds.ts"
import { markSent } from "#db/records/operations.ts"
import { later, minuteMilliseconds } from "#domain/instant.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { replayMilliseconds } from "#domain/payments/operation.ts"
import { ok } from "#domain/problem.ts"
import type { Refund } from "#domain/refunds/refund.ts"
import type { RefundWord } from "#operations/refunds/call-refund.ts"
import { callRefund, fetchSnapshot, foundIn, undecided } from "#operations/refunds/call-refund.ts"
import { settleRefund } from "#operations/refunds/settle-refund.ts"

/**
 * Finds out what became of a refund without an answer, under the sweep's lease. One that the acquirer does not know is
 * asked for again while its key is remembered and no people look at it; after that, its absence is conclusive.
 */
export async function syncRefund(outside: Outside, operation: Operation, leaseToken: string): Promise<void> {
  const refund = operation.refundId === null ? null : await findRefund(outside.db, operation.refundId)
  if (refund === null) return
  const word = await learn(outside, refund, operation)
  await settleRefund(outside, { refundId: refund.id, ...word, door: "job", leaseToken })
}

async function learn(outside: Outside, refund: Refund, operation: Operation): Promise<RefundWord> {
  if (operation.state === "prepared") {
    await send(outside, operation)
    return await callRefund(outside, { refund, operation })
  }
  const snapshot = await fetchSnapshot(outside, refund)
  if (snapshot === null) return undecided
  const found = foundIn(snapshot, refund)
  if (found !== null) return found
  const age = outside.clock.now() - (operation.sentAt ?? operation.createdAt)
  if (age >= replayMilliseconds) return { finding: "absent", acquirerRefundId: null }
  // People look at it, and may send the money by another way.
  if (refund.state === "needs_operator") return undecided
  return await callRefund(outside, { refund, operation })
}

/** Marked before the first byte leaves. The lease keeps others away until the answer is in. */
async function send(outside: Outside, operation: Operation): Promise<void> {
  const at = outside.clock.now()
  await inRepeatableTransaction(outside.db, async (transaction) => {
    await markSent(transaction, operation.id, { at, nextSyncAt: later(at, minuteMilliseconds) })
    return ok(null)
  })
}
