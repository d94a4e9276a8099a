import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { isKnownCase } from "#db/queries/operator-cases.ts"
import { lockPayment } from "#db/queries/payments.ts"
import { findDisputesOfPayment, isDisputeOfAnotherPayment } from "#db/queries/refunds.ts"
import { insertDispute, recordDispute } from "#db/records/disputes.ts"
import { openOperatorCase } from "#db/records/operator-cases.ts"
import { recordTransition } from "#db/records/payments.ts"
import type { Dispute, DisputeChange, DisputeFacts } from "#domain/disputes/dispute.ts"
import { disputeChange, openDispute } from "#domain/disputes/dispute.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { SettleInput } from "#operations/payments/settle-payment.ts"
import { isOld } from "#operations/payments/settle-payment.ts"
import { stamp } from "#operations/payments/stamp.ts"

type Settled = Result<Payment, "payment_unknown" | "payment_changed">

/**
 * Writes what the acquirer says of one dispute: it is opened, moved on or closed, with its money held or let go in the
 * ledger and the buyer told. A repeat adds nothing; what contradicts a dispute known here is a case for people.
 * `payment_changed`: what the acquirer said may be old.
 */
export async function settleDispute(
  outside: Outside,
  input: Pick<SettleInput, "paymentId" | "door" | "seen"> & { readonly facts: DisputeFacts },
): Promise<Settled> {
  return await inRepeatableTransaction(outside.db, async (transaction): Promise<Settled> => {
    const payment = await lockPayment(transaction, input.paymentId)
    if (!payment) return refuse("payment_unknown")
    if (isOld(input, payment)) return refuse("payment_changed")
    const known = (await findDisputesOfPayment(transaction, payment.id)).find(
      ({ acquirerDisputeId }) => acquirerDisputeId === input.facts.acquirerDisputeId,
    )
    if (known) return await move(transaction, { payment, dispute: known }, { outside, input })
    const born = openDispute(payment, input.facts, { id: outside.ids.next(), at: outside.clock.now() })
    if (await isDisputeOfAnotherPayment(transaction, born.dispute)) {
      return await contradict(
        transaction,
        { payment, subjectId: input.facts.acquirerDisputeId },
        { outside, input },
      )
    }
    const recorded = await recordTransition(transaction, born.payment, stamp(outside, input.door))
    if (!recorded.ok) return recorded
    await insertDispute(transaction, born.dispute)
    outside.log.warn({ payment_id: payment.id, dispute_id: born.dispute.id }, "dispute opened")
    const held = { payment: recorded.value, dispute: born.dispute }
    return await move(transaction, held, { outside, input })
  })
}

interface Held {
  readonly payment: Payment
  readonly dispute: Dispute
}

interface Settling {
  readonly outside: Outside
  readonly input: Parameters<typeof settleDispute>[1]
}

async function move(transaction: Transaction, held: Held, { outside, input }: Settling): Promise<Settled> {
  const { payment, dispute } = held
  const at = stamp(outside, input.door)
  const change = disputeChange(payment, dispute, { facts: input.facts, at: at.at })
  if (change === null) return ok(payment)
  if (change.kind === "contradiction") {
    return await contradict(transaction, { payment, subjectId: dispute.id }, { outside, input })
  }
  const { value }: { readonly value: DisputeChange } = change
  const recorded = await recordTransition(transaction, value.payment, at)
  if (!recorded.ok || !(await recordDispute(transaction, dispute, value.dispute))) {
    return refuse("payment_changed")
  }
  outside.log.info({ dispute_id: dispute.id, from: dispute.state, to: value.dispute.state }, "dispute moved")
  return recorded
}

/** A decided dispute that changes, or one that the acquirer shows upon two payments. Told once. */
async function contradict(
  transaction: Transaction,
  { payment, subjectId }: { readonly payment: Payment; readonly subjectId: string },
  { outside, input }: Settling,
): Promise<Settled> {
  const reason = "dispute_contradiction"
  if (await isKnownCase(transaction, reason, subjectId)) return ok(payment)
  const at = stamp(outside, input.door)
  outside.log.error(
    { payment_id: payment.id, dispute_id: subjectId },
    "the acquirer contradicts a dispute: needs an operator",
  )
  await openOperatorCase(transaction, {
    id: `case_${at.id}`,
    reason,
    subjectId,
    paymentId: payment.id,
    openedAt: at.at,
  })
  return ok(payment)
}
