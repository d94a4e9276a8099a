import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import { isEventKnown, isOperationKnown } from "#db/queries/commit-proofs.ts"
import { lockPaymentInHand } from "#db/queries/payments.ts"
import { keepAnswer } from "#db/records/idempotency.ts"
import { insertOperation, markSent } from "#db/records/operations.ts"
import { recordTransition } from "#db/records/payments.ts"
import type { Idempotency } from "#domain/idempotency.ts"
import { later, minuteMilliseconds } from "#domain/instant.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { sentOperation } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { transition } from "#domain/payments/transition.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { callCapture } from "#operations/payments/sync-payment.ts"

type CaptureProblem =
  | "payment_unknown"
  | "payment_busy"
  | "payment_changed"
  | "capture_not_possible"
  | "request_repeated"

/** A capture that is on its way. */
export interface CaptureUnderWay {
  /** Resolves once the acquirer's answer is recorded; at once where the payment was captured before. */
  readonly settled: Promise<unknown>
}

/**
 * Takes the money of an authorised payment, whole. A payment that is being captured, or is captured, is answered like
 * a new capture: several calls take the money once. Returns once the operation is committed.
 */
export async function capturePayment(
  outside: Outside,
  paymentId: string,
  idempotency?: Idempotency<Payment>,
): Promise<Result<CaptureUnderWay, CaptureProblem>> {
  const begun = await begin(outside, paymentId, idempotency)
  if (!begun.ok) return begun
  const { payment, operation } = begun.value
  return ok({ settled: operation === null ? Promise.resolve() : take(outside, payment, operation) })
}

interface Begun {
  readonly payment: Payment
  /** Null where the capture is under way or done. */
  readonly operation: Operation | null
}

async function begin(
  outside: Outside,
  paymentId: string,
  idempotency: Idempotency<Payment> | undefined,
): Promise<Result<Begun, CaptureProblem>> {
  const at = stamp(outside, "buyer")
  const work = async (transaction: Transaction): Promise<Result<Begun, CaptureProblem>> => {
    const held = await lockPaymentInHand(transaction, paymentId)
    if (!held) return refuse("payment_unknown")
    const decided = transition(held.payment, { name: "capture" }, at.at)
    if (!decided.ok) return refuse("capture_not_possible")
    const { before, after } = decided.value
    if (before.state === after.state) return ok({ payment: held.payment, operation: null })
    // A capture that is planned already, with the authorisation, is the same capture.
    if (held.operation?.kind === "capture") return ok({ payment: held.payment, operation: null })
    if (held.operation || held.newestObjectId === null) return refuse("payment_busy")
    const operation = sentOperation(held.payment, {
      id: at.id,
      kind: "capture",
      acquirerPaymentId: held.newestObjectId,
      request: { amount: held.payment.amount },
      at: at.at,
      timeoutMilliseconds: outside.limits.capture,
    })
    const [recorded, kept] = await Promise.all([
      recordTransition(transaction, decided.value, at),
      keepAnswer(transaction, idempotency, { value: after, at: at.at }),
      insertOperation(transaction, operation),
    ])
    if (!kept) return refuse("request_repeated")
    return recorded.ok ? ok({ payment: recorded.value, operation }) : recorded
  }
  return await inTransaction(outside.db, work, { proof: (reader) => isOperationKnown(reader, at.id) })
}

/**
 * Brings a planned capture on its way: the payment is capturing, and its operation sent, before the first byte leaves.
 * False where the payment has moved on meanwhile.
 */
export async function sendCapture(
  outside: Outside,
  planned: { readonly payment: Payment; readonly operation: Operation },
): Promise<boolean> {
  const paymentId = planned.payment.id
  const at = stamp(outside, "job")
  const work = async (transaction: Transaction): Promise<Result<Payment, "payment_changed">> => {
    const held = await lockPaymentInHand(transaction, paymentId)
    const decided = held && transition(held.payment, { name: "capture" }, at.at)
    if (!decided?.ok || held?.operation?.id !== planned.operation.id) return refuse("payment_changed")
    const nextSyncAt = later(at.at, outside.limits.capture + minuteMilliseconds)
    await markSent(transaction, planned.operation.id, { at: at.at, nextSyncAt })
    return await recordTransition(transaction, decided.value, at)
  }
  const line = { paymentId, event: "capture", at: at.at } as const
  const begun = await inTransaction(outside.db, work, { proof: (reader) => isEventKnown(reader, line) })
  return begun.ok
}

/** A process that stood still for longer than its call may take leaves the capture to the sweep, which may have begun. */
async function take(outside: Outside, payment: Payment, operation: Operation): Promise<void> {
  const { acquirerPaymentId } = operation
  if (acquirerPaymentId === null) return
  if (outside.clock.now() > later(operation.createdAt, outside.limits.capture)) return
  const finding = (await callCapture(outside, { payment, operation, acquirerPaymentId })) ?? {
    kind: "undecided",
  }
  await settlePayment(outside, { paymentId: payment.id, acquirerPaymentId, finding, door: "buyer" })
}
