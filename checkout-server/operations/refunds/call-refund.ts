import type { Outside } from "#checkout-server/outside.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { abandonAfterMilliseconds } from "#domain/payments/operation.ts"
import type { Refund } from "#domain/refunds/refund.ts"
import type { RefundFinding } from "#domain/refunds/refund-change.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import type { AcquirerSnapshot, RefundSnapshot } from "#ports/acquirer.ts"

/**
 * What was learned of a refund. `absent`: the acquirer knew of none when it was asked, and no call can make one any
 * more, unless somebody else has made one meanwhile. `undecided`: it is on its way, or nobody knows.
 */
export interface RefundWord {
  readonly finding: RefundFinding | "absent" | "undecided"
  readonly acquirerRefundId: string | null
  readonly evidence?: Readonly<Record<string, string | number>>
}

/** Nothing was learned. */
export const undecided: RefundWord = { finding: "undecided", acquirerRefundId: null }

interface Asked {
  readonly refund: Refund
  readonly operation: Operation
}

/**
 * Asks the acquirer to send money back, under the refund's own key, and what its answer proves. A refusal proves that
 * this call did nothing; only where the acquirer knows of no refund of ours, and no earlier call can still be on its
 * way, has the refund failed.
 */
export async function callRefund(outside: Outside, asked: Asked): Promise<RefundWord> {
  const { refund, operation } = asked
  const outcome = await (await outside.acquirers.of(refund.acquirer)).refund(
    {
      operationId: operation.id,
      idempotencyKey: operation.idempotencyKey,
      timeoutMilliseconds: outside.limits.capture,
    },
    { acquirerPaymentId: refund.acquirerPaymentId, refundId: refund.id, amount: refund.amount },
  )
  if (outcome.kind === "ok") return { ...wordOf(refund, outcome.value), evidence: { ...outcome.evidence } }
  if (outcome.kind === "not_sent") return undecided
  if (outcome.kind === "unknown") {
    const finding = outcome.cause === "mismatch" ? "stuck" : "undecided"
    return { finding, acquirerRefundId: null, evidence: { ...outcome.evidence, cause: outcome.cause } }
  }
  const evidence = { ...outcome.evidence }
  const snapshot = await fetchSnapshot(outside, refund)
  if (snapshot === null) return { ...undecided, evidence }
  const found = foundIn(snapshot, refund)
  if (found !== null) return { ...found, evidence }
  return isAlone(outside, operation)
    ? { finding: "absent", acquirerRefundId: null, evidence }
    : { ...undecided, evidence }
}

/** No other call of this operation can still arrive: there was none, or the last one is long over. */
function isAlone(outside: Outside, operation: Operation): boolean {
  const age = outside.clock.now() - (operation.sentAt ?? operation.createdAt)
  return (operation.state === "sent" && operation.syncs === 0) || age >= abandonAfterMilliseconds
}

/** The acquirer's word on the payment of a refund; null where it gives no usable answer. */
export async function fetchSnapshot(outside: Outside, refund: Refund): Promise<AcquirerSnapshot | null> {
  const outcome = await (await outside.acquirers.of(refund.acquirer)).fetch(
    readCall(outside),
    refund.acquirerPaymentId,
  )
  return outcome.kind === "ok" && outcome.value.reference === refund.paymentId ? outcome.value : null
}

/** Our refund among those that the acquirer shows; null where it is not there. */
export function foundIn(snapshot: AcquirerSnapshot, refund: Refund): RefundWord | null {
  const found = snapshot.refunds.find(({ refundId }) => refundId === refund.id)
  return found === undefined ? null : wordOf(refund, found)
}

function wordOf(refund: Refund, told: RefundSnapshot): RefundWord {
  const { acquirerRefundId } = told
  const isRenamed = refund.acquirerRefundId !== null && refund.acquirerRefundId !== acquirerRefundId
  if (told.refundId !== refund.id || told.amount !== refund.amount || isRenamed) {
    return { finding: "stuck", acquirerRefundId: null }
  }
  return { finding: told.status === "pending" ? "undecided" : told.status, acquirerRefundId }
}
