import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import { findCase } from "#db/queries/operator-cases.ts"
import type { PaymentInHand } from "#db/queries/payments.ts"
import { lockPaymentInHand } from "#db/queries/payments.ts"
import {
  findDisputesOfPayment,
  findRefund,
  isReleased,
  lockOpenRefundOperation,
} from "#db/queries/refunds.ts"
import { closeAcquirerObject, insertOperation, recordOperation } from "#db/records/operations.ts"
import { endOperatorCase } from "#db/records/operator-cases.ts"
import type { Stamp } from "#db/records/payments.ts"
import { recordTransition } from "#db/records/payments.ts"
import { recordRefund } from "#db/records/refunds.ts"
import type { CaseEnd } from "#domain/operator-cases/case-end.ts"
import { possibleEnds } from "#domain/operator-cases/case-end.ts"
import type { OperatorCase } from "#domain/operator-cases/operator-case.ts"
import type { OperationState } from "#domain/payments/operation.ts"
import { transition } from "#domain/payments/transition.ts"
import { resolutions } from "#domain/payments/transition-table.ts"
import type { Refusal } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { refundChange } from "#domain/refunds/refund-change.ts"
import { adoptRefund, findStrangeRefund } from "#operations/operator-cases/adopt-refund.ts"
import { releaseOf } from "#operations/payments/cancel-payment.ts"
import { stamp } from "#operations/payments/stamp.ts"

/** A person's end of a case. `evidence` never holds card data. */
export interface CaseResolution {
  readonly caseId: string
  readonly to: CaseEnd
  /** Who ends it. */
  readonly by: string
  /** What the end rests upon: what the acquirer's people, books or papers say. */
  readonly evidence: string
}

type Resolved =
  | { readonly ok: true; readonly value: OperatorCase }
  | Refusal<
      "case_unknown" | "case_closed" | "resolution_not_possible" | "payment_changed" | "acquirer_unavailable"
    >

interface Resolving {
  readonly outside: Outside
  readonly resolution: CaseResolution
  /** The acquirer's word on what is to be adopted. */
  readonly strange: Awaited<ReturnType<typeof findStrangeRefund>>
}

/**
 * Ends a case on a person's word: the payment or refund goes where the evidence says, in one transaction with the
 * case's end, the ledger and the buyer's notice. The person's name and evidence stay with the case.
 */
export async function resolveCase(outside: Outside, resolution: CaseResolution): Promise<Resolved> {
  const { caseId: id, by: closedBy, evidence } = resolution
  const strange = resolution.to === "adopted" ? await findStrangeRefund(outside, id) : null
  const end = { id, closedAt: outside.clock.now(), closedBy, evidence }
  return await inTransaction(
    outside.db,
    async (transaction): Promise<Resolved> => {
      const found = await findCase(transaction, id)
      if (!found) return refuse("case_unknown")
      // The payment first, as every settlement does: so no two wait for each other.
      const held = found.paymentId === null ? null : await lockPaymentInHand(transaction, found.paymentId)
      // Before the change itself, which would end the case in nobody's name.
      if (!(await endOperatorCase(transaction, end))) return refuse("case_closed")
      if (!possibleEnds(found.reason).includes(resolution.to)) return refuse("resolution_not_possible")
      const changed = await change(transaction, { found, held }, { outside, resolution, strange })
      if (!changed.ok) return changed
      outside.log.info({ case_id: id, reason: found.reason, to: resolution.to }, "case resolved")
      return ok({ ...found, ...end })
    },
    { proof: async (reader) => isEndedSo(await findCase(reader, id), end) },
  )
}

function isEndedSo(found: OperatorCase | null, end: Pick<OperatorCase, "closedAt" | "closedBy">): boolean {
  return found !== null && found.closedAt === end.closedAt && found.closedBy === end.closedBy
}

type Changed =
  | { readonly ok: true; readonly value: unknown }
  | Refusal<"resolution_not_possible" | "payment_changed" | "acquirer_unavailable">

async function change(
  transaction: Transaction,
  { found, held }: { readonly found: OperatorCase; readonly held: PaymentInHand | null },
  resolving: Resolving,
): Promise<Changed> {
  const { outside, resolution, strange } = resolving
  if (resolution.to === "noted") return ok(null)
  if (held === null) return refuse("resolution_not_possible")
  if (resolution.to === "adopted") {
    if (strange === "unanswered") return refuse("acquirer_unavailable")
    if (strange === null) return refuse("resolution_not_possible")
    return await adoptRefund(transaction, { found, payment: held.payment }, { outside, strange })
  }
  return found.reason === "refund_unclear"
    ? await endRefund(transaction, { held, refundId: found.subjectId }, resolving)
    : await endPayment(transaction, held, resolving)
}

/** A payment goes where the evidence says; what is open at the acquirer ends with it. */
async function endPayment(
  transaction: Transaction,
  held: PaymentInHand,
  { outside, resolution }: Resolving,
): Promise<Changed> {
  const { payment, operation } = held
  const to = resolutions.find((one) => one === resolution.to)
  if (to === undefined) return refuse("resolution_not_possible")
  if (payment.state === "captured" && !(await isUntouched(transaction, held))) {
    return refuse("resolution_not_possible")
  }
  const at = stamp(outside, "operator")
  const decided = transition(payment, { name: "resolve", to }, at.at)
  if (!decided.ok) return refuse("resolution_not_possible")
  if (operation) {
    const state: OperationState = to === "captured" ? "succeeded" : "abandoned"
    await recordOperation(transaction, operation, { state, at: at.at })
  }
  await closeAcquirerObject(transaction, payment.id)
  if (payment.state === "needs_operator" && to !== "captured") await letGo(transaction, held, at)
  return await recordTransition(transaction, decided.value, at)
}

/** Money may be reserved there all the same: the newest attempt is released. Where it was taken, it goes back. */
async function letGo(
  transaction: Transaction,
  { payment, newestObjectId }: PaymentInHand,
  at: Stamp,
): Promise<void> {
  if (newestObjectId === null || (await isReleased(transaction, newestObjectId))) return
  await insertOperation(transaction, releaseOf(payment, newestObjectId, at))
}

/** None of a captured payment's money went back, was promised back or is disputed: it may never have come. */
async function isUntouched(transaction: Transaction, { payment }: PaymentInHand): Promise<boolean> {
  const disputes = await findDisputesOfPayment(transaction, payment.id)
  return payment.refundReserved === 0 && disputes.length === 0
}

async function endRefund(
  transaction: Transaction,
  { held, refundId }: { readonly held: PaymentInHand; readonly refundId: string },
  { outside, resolution }: Resolving,
): Promise<Changed> {
  const [refund, operation] = await Promise.all([
    findRefund(transaction, refundId),
    lockOpenRefundOperation(transaction, refundId),
  ])
  const at = stamp(outside, "operator")
  const finding = resolution.to === "succeeded" ? "succeeded" : "failed"
  if (refund?.state !== "needs_operator") return refuse("resolution_not_possible")
  // A sweep's question is on its way: its answer may end the case by itself.
  if (operation?.leaseUntil && operation.leaseUntil > at.at) return refuse("payment_changed")
  const news = refundChange(held.payment, refund, { finding, acquirerRefundId: null, at: at.at })
  if (news?.kind !== "change") return refuse("resolution_not_possible")
  const { value } = news
  if (value.payment.operatorCase !== null) {
    outside.log.error({ payment_id: held.payment.id, refund_id: refundId, finding }, "needs an operator")
  }
  if (operation) {
    const state: OperationState = finding === "succeeded" ? "succeeded" : "abandoned"
    await recordOperation(transaction, operation, { state, at: at.at })
  }
  const recorded = await recordTransition(transaction, value.payment, at)
  if (!recorded.ok) return recorded
  return (await recordRefund(transaction, refund, value.refund)) ? ok(null) : refuse("payment_changed")
}
