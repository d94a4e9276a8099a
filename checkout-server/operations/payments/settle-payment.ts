import type { Outside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import { isKnownOperatorCase, lockPaymentInHand } from "#db/queries/payments.ts"
import { closeAcquirerObject, recordOperation } from "#db/records/operations.ts"
import type { Door } from "#db/records/payments.ts"
import { recordTransition } from "#db/records/payments.ts"
import type { Finding } from "#domain/payments/finding.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { settlementOf } from "#domain/payments/settlement.ts"
import type { Transition } from "#domain/payments/transition.ts"
import { transition } from "#domain/payments/transition.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { stamp } from "#operations/payments/stamp.ts"

/**
 * The hall that every door leads to: the payee's form, the acquirer's notification and the sweep. Writes what a
 * finding means for payment, ledger, outbox and operation in one transaction; a repeat of a known fact adds nothing.
 */
export async function settlePayment(
  outside: Outside,
  input: {
    readonly paymentId: string
    /** The acquirer's payment that the finding is about. */
    readonly acquirerPaymentId: string
    readonly finding: Finding
    readonly door: Door
  },
): Promise<Result<Payment, "payment_unknown" | "payment_changed">> {
  return await inTransaction(outside.db, async (transaction) => {
    const held = await lockPaymentInHand(transaction, input.paymentId)
    if (!held) return refuse("payment_unknown")
    const at = stamp(outside, input.door)
    const attempt = held.newestObjectId === input.acquirerPaymentId ? "current" : "earlier"
    const operation = held.operation?.acquirerPaymentId === input.acquirerPaymentId ? held.operation : null
    const settlement = settlementOf(operation, input.finding, at.at, outside.ids.fraction())
    if (operation) await recordOperation(transaction, operation, { ...settlement.operation, at: at.at })
    if (settlement.closesObject && held.object?.externalId === input.acquirerPaymentId) {
      await closeAcquirerObject(transaction, input.paymentId)
    }
    const decided = transition(held.payment, settlement.event, at.at, attempt)
    if (!decided.ok || !worthRecording(decided.value)) return ok(held.payment)
    const isOld =
      !moves(decided.value) &&
      (await isKnownOperatorCase(transaction, input.paymentId, settlement.event.name))
    if (isOld) return ok(held.payment)
    if (decided.value.operatorCase) {
      outside.log.error({ payment_id: input.paymentId, event: settlement.event.name }, "needs an operator")
    }
    const { before, after } = decided.value
    outside.log.info(
      { payment_id: before.id, from: before.state, to: after.state, door: input.door },
      "settled",
    )
    return await recordTransition(transaction, decided.value, at)
  })
}

/** A fact that changes nothing is no news, unless people must look. */
function worthRecording(change: Transition): boolean {
  return change.operatorCase || moves(change)
}

function moves(change: Transition): boolean {
  return change.before.state !== change.after.state
}
