import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { isKnownCase } from "#db/queries/operator-cases.ts"
import { findPaymentOfRefund, lockPayment } from "#db/queries/payments.ts"
import { findRefund, hasSucceeded, isOfAnotherRefund, lockOpenRefundOperation } from "#db/queries/refunds.ts"
import { recordOperation } from "#db/records/operations.ts"
import { closeOperatorCase, openOperatorCase } from "#db/records/operator-cases.ts"
import type { Stamp } from "#db/records/payments.ts"
import { recordTransition } from "#db/records/payments.ts"
import { recordRefund } from "#db/records/refunds.ts"
import { later } from "#domain/instant.ts"
import type { Operation, OperationState } from "#domain/payments/operation.ts"
import { nextSync } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { watchMilliseconds } from "#domain/payments/settlement.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Refund } from "#domain/refunds/refund.ts"
import type { RefundFinding } from "#domain/refunds/refund-change.ts"
import { refundChange } from "#domain/refunds/refund-change.ts"
import type { SettleInput } from "#operations/payments/settle-payment.ts"
import { isOld } from "#operations/payments/settle-payment.ts"
import { stamp } from "#operations/payments/stamp.ts"
import type { RefundWord } from "#operations/refunds/call-refund.ts"

type Settled = Result<Payment, "refund_unknown" | "payment_changed">

/** What was learned of a refund, through which door; `leaseToken` and `seen` as for a payment. */
type SettleRefundInput = RefundWord &
  Pick<SettleInput, "door" | "leaseToken" | "seen"> & { readonly refundId: string }

/**
 * The hall of refunds: writes what was learned of one for refund, payment, ledger, outbox and operation in one
 * transaction, under the payment's lock. A repeat adds nothing. `payment_changed`: what was learned may be old.
 */
export async function settleRefund(outside: Outside, told: SettleRefundInput): Promise<Settled> {
  const paymentId = await findPaymentOfRefund(outside.db, told.refundId)
  if (paymentId === null) return refuse("refund_unknown")
  return await inRepeatableTransaction(outside.db, async (transaction): Promise<Settled> => {
    const payment = await lockPayment(transaction, paymentId)
    const [refund, operation] = await Promise.all([
      findRefund(transaction, told.refundId),
      lockOpenRefundOperation(transaction, told.refundId),
    ])
    if (!payment || !refund) return refuse("refund_unknown")
    if (isOld(told, payment)) return refuse("payment_changed")
    const input = await withOwnId(transaction, refund, told)
    const at = stamp(outside, input.door)
    const finding = findingOf(operation, input, at)
    if (operation && !(await recordWord(transaction, operation, { outside, input, finding, at }))) {
      return refuse("payment_changed")
    }
    if (finding === "undecided") return await keepId(transaction, { payment, refund }, input.acquirerRefundId)
    const change = refundChange(payment, refund, {
      finding,
      acquirerRefundId: input.acquirerRefundId,
      at: at.at,
    })
    if (change === null) return ok(payment)
    if (change.kind === "contradiction") {
      const isNews = input.seen !== undefined || (await isLostSuccess(transaction, refund, finding))
      if (!isNews) return refuse("payment_changed")
      return await contradict(transaction, { payment, refund }, { outside, at })
    }
    const { value } = change
    if (value.payment.operatorCase !== null) {
      outside.log.error({ payment_id: payment.id, refund_id: refund.id, finding }, "needs an operator")
    }
    const recorded = await recordTransition(transaction, value.payment, at)
    if (!recorded.ok || !(await recordRefund(transaction, refund, value.refund))) {
      return refuse("payment_changed")
    }
    if (refund.state === "needs_operator") await endCase(transaction, refund, { finding, at })
    outside.log.info({ refund_id: refund.id, from: refund.state, to: value.refund.state }, "refund settled")
    return recorded
  })
}

/** An id of the acquirer's that stands with another refund already names nothing: people must look. */
async function withOwnId(
  transaction: Transaction,
  refund: Refund,
  told: SettleRefundInput,
): Promise<SettleRefundInput> {
  const { acquirerRefundId } = told
  const isTaken =
    acquirerRefundId !== null && (await isOfAnotherRefund(transaction, refund, acquirerRefundId))
  return isTaken ? { ...told, finding: "stuck", acquirerRefundId: null } : told
}

/**
 * Only a word that is surely newer than what is known here can contradict it, or the success of a refund that never
 * had any here: that money is gone, whenever it was told.
 */
async function isLostSuccess(
  transaction: Transaction,
  refund: Refund,
  finding: RefundFinding,
): Promise<boolean> {
  return finding === "succeeded" && refund.state === "failed" && !(await hasSucceeded(transaction, refund.id))
}

/** Two weeks without an answer: people must look. */
function findingOf(
  operation: Operation | null,
  word: RefundWord & { readonly leaseToken?: string },
  at: Stamp,
): RefundFinding | "undecided" {
  if (word.finding === "absent" && isNearest(operation, word.leaseToken)) return "failed"
  if (word.finding !== "absent" && word.finding !== "undecided") return word.finding
  const isHopeless = operation !== null && nextSync(operation, at.at, 0) === null
  return isHopeless ? "stuck" : "undecided"
}

/** Nobody else has taken the operation over, or ended it, since the acquirer was asked: its absence still stands. */
function isNearest(operation: Operation | null, leaseToken: string | undefined): boolean {
  return operation !== null && (leaseToken !== undefined || operation.syncs === 0)
}

const ends: Readonly<Record<RefundFinding, OperationState>> = {
  succeeded: "succeeded",
  failed: "refused",
  // A refund that people look at is still watched.
  stuck: "unknown",
}

async function recordWord(
  transaction: Transaction,
  operation: Operation,
  learned: {
    readonly outside: Outside
    readonly input: RefundWord & { readonly leaseToken?: string }
    readonly finding: RefundFinding | "undecided"
    readonly at: Stamp
  },
): Promise<boolean> {
  const { outside, input, finding, at } = learned
  const unsent = operation.state === "prepared"
  const open = finding === "undecided" && unsent ? "prepared" : "unknown"
  return await recordOperation(transaction, operation, {
    state: finding === "undecided" ? open : ends[finding],
    at: at.at,
    nextSyncAt: nextSync(operation, at.at, outside.ids.fraction()) ?? later(at.at, watchMilliseconds),
    ...(input.evidence === undefined ? {} : { evidence: input.evidence }),
    ...(input.leaseToken === undefined ? {} : { leaseToken: input.leaseToken }),
  })
}

interface Held {
  readonly payment: Payment
  readonly refund: Refund
}

async function keepId(
  transaction: Transaction,
  { payment, refund }: Held,
  acquirerRefundId: string | null,
): Promise<Settled> {
  if (acquirerRefundId === null || refund.acquirerRefundId !== null) return ok(payment)
  const after = { ...refund, acquirerRefundId }
  return (await recordRefund(transaction, refund, after)) ? ok(payment) : refuse("payment_changed")
}

async function contradict(
  transaction: Transaction,
  { payment, refund }: Held,
  { outside, at }: { readonly outside: Outside; readonly at: Stamp },
): Promise<Settled> {
  const reason = "refund_contradiction"
  if (await isKnownCase(transaction, reason, refund.id)) return ok(payment)
  outside.log.error({ refund_id: refund.id }, "the acquirer contradicts an ended refund: needs an operator")
  await openOperatorCase(transaction, {
    id: `case_${at.id}`,
    reason,
    subjectId: refund.id,
    paymentId: payment.id,
    openedAt: at.at,
  })
  return ok(payment)
}

async function endCase(
  transaction: Transaction,
  refund: Refund,
  settled: { readonly finding: RefundFinding; readonly at: Stamp },
): Promise<void> {
  await closeOperatorCase(transaction, {
    reason: "refund_unclear",
    subjectId: refund.id,
    closedAt: settled.at.at,
    closedBy: "settled",
    evidence: `${settled.finding} by ${settled.at.door}`,
  })
}
