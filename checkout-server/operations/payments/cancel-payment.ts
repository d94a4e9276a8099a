import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import { isEventKnown } from "#db/queries/commit-proofs.ts"
import type { PaymentInHand } from "#db/queries/payments.ts"
import { findPayment, lockPaymentInHand } from "#db/queries/payments.ts"
import { keepAnswer } from "#db/records/idempotency.ts"
import { closeAcquirerObject, insertOperation, recordOperation } from "#db/records/operations.ts"
import type { Stamp } from "#db/records/payments.ts"
import { recordTransition } from "#db/records/payments.ts"
import type { Idempotency } from "#domain/idempotency.ts"
import { hourMilliseconds } from "#domain/instant.ts"
import type { Operation, OperationState } from "#domain/payments/operation.ts"
import { preparedOperation } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { transition } from "#domain/payments/transition.ts"
import type { Result } from "#domain/problem.ts"
import { refuse } from "#domain/problem.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"

type CancelProblem =
  | "payment_unknown"
  | "payment_finished"
  | "payment_busy"
  | "payment_changed"
  | "request_repeated"

const events = { payee: "payee_cancel", service: "service_cancel", expiry: "expire" } as const
/** The bank, or the payee at the bank, may have moved money that we have not heard of. */
const mayHoldMoney: readonly PaymentState[] = ["challenge_required", "authorised", "capturable"]

/**
 * Time alone closes no payment with a card entry unasked: the database may have lost the charge. An acquirer that knows
 * nothing of it for a day says that there is none; money found later goes back.
 */
const silenceMilliseconds = 24 * hourMilliseconds

/** Operations that a cancellation overtakes: the payee is at the bank, or a planned call has not left. */
const overtaken: readonly OperationState[] = ["awaiting_payee", "prepared"]

const doors = { payee: "payee", service: "buyer", expiry: "job" } as const

/**
 * Ends a payment that has taken no money: by the payee, by the buyer's server, or because its time is up.
 * Where money may be held at the acquirer, it is asked first, and a void is committed with the change. Expiry asks also
 * about a card entry that seems unused.
 * `payment_busy`: a call to the acquirer is out, or it gives no answer, so nobody can promise that nothing was taken.
 */
export async function cancelPayment(
  outside: Outside,
  input: {
    readonly paymentId: string
    readonly by: keyof typeof events
    readonly idempotency?: Idempotency<Payment> | undefined
  },
): Promise<Result<Payment, CancelProblem>> {
  const payment = await findPayment(outside.db, input.paymentId)
  const problem = payment && (await askFirst(outside, payment, input.by))
  if (problem) return refuse(problem)
  const at = stamp(outside, doors[input.by])
  const line = { paymentId: input.paymentId, event: events[input.by], at: at.at }
  return await inTransaction(
    outside.db,
    async (transaction) => {
      const held = await lockPaymentInHand(transaction, input.paymentId)
      if (!held) return refuse("payment_unknown")
      return await close(transaction, held, { ...input, at })
    },
    { proof: (reader) => isEventKnown(reader, line) },
  )
}

/** Why the payment cannot be closed after what the acquirer says; null where it can. */
async function askFirst(
  outside: Outside,
  payment: Payment,
  by: keyof typeof events,
): Promise<"payment_changed" | "payment_busy" | null> {
  const isForgotten = by === "expiry" && payment.state === "started"
  if (!isForgotten && !mayHoldMoney.includes(payment.state)) return null
  const asked = await syncPayment(outside, { paymentId: payment.id, door: doors[by] })
  if (asked.ok) return null
  if (isForgotten && asked.problem === "payment_unknown") return null
  const isSilent = isForgotten && asked.problem === "acquirer_unavailable"
  if (isSilent && outside.clock.now() - payment.expiresAt >= silenceMilliseconds) return null
  return asked.problem === "payment_changed" ? "payment_changed" : "payment_busy"
}

async function close(
  transaction: Transaction,
  held: PaymentInHand,
  input: Parameters<typeof cancelPayment>[1] & { readonly at: Stamp },
): Promise<Result<Payment, CancelProblem>> {
  const { at } = input
  const decided = transition(held.payment, { name: events[input.by] }, at.at)
  if (!decided.ok) return refuse(decided.problem === "payment_finished" ? "payment_finished" : "payment_busy")
  if (decided.value.before.state === decided.value.after.state) return refuse("payment_busy")
  if (held.operation) {
    if (!overtaken.includes(held.operation.state)) return refuse("payment_busy")
    await recordOperation(transaction, held.operation, { state: "superseded", at: at.at })
  }
  const { after } = decided.value
  const [recorded, kept] = await Promise.all([
    recordTransition(transaction, decided.value, at),
    keepAnswer(transaction, input.idempotency, { value: after, at: at.at }),
    ...(decided.value.releases && held.newestObjectId !== null
      ? [insertOperation(transaction, releaseOf(held.payment, held.newestObjectId, at))]
      : []),
    closeAcquirerObject(transaction, held.payment.id),
  ])
  return kept ? recorded : refuse("request_repeated")
}

/** A release of money at the acquirer, due at once. */
export function releaseOf(payment: Payment, acquirerPaymentId: string, at: Stamp): Operation {
  return preparedOperation(payment, {
    id: `${at.id}v`,
    kind: "void",
    acquirerPaymentId,
    request: {},
    at: at.at,
  })
}
