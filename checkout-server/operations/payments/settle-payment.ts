import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import type { PaymentInHand } from "#db/queries/payments.ts"
import { isKnownOperatorCase, lockPaymentInHand, operationOn } from "#db/queries/payments.ts"
import { closeAcquirerObject, insertOperation, recordOperation } from "#db/records/operations.ts"
import type { Door, Stamp } from "#db/records/payments.ts"
import { recordTransition } from "#db/records/payments.ts"
import type { Instant } from "#domain/instant.ts"
import type { Finding } from "#domain/payments/finding.ts"
import { preparedOperation } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { settlementOf } from "#domain/payments/settlement.ts"
import type { Attempt, PaymentEvent, Transition } from "#domain/payments/transition.ts"
import { transition } from "#domain/payments/transition.ts"
import type { Refusal, Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { reverse } from "#operations/payments/reverse.ts"
import { stamp } from "#operations/payments/stamp.ts"

/** What was learned, of which payment and attempt, and through which door. */
export interface SettleInput {
  readonly paymentId: string
  /** The acquirer's payment that the finding is about. */
  readonly acquirerPaymentId: string
  readonly finding: Finding
  readonly door: Door
  /** The lease under which a sweep learned it: once it is lost, somebody else is nearer to the truth. */
  readonly leaseToken?: string
  /** The acquirer holds money there, whatever its sum. */
  readonly holdsMoney?: boolean
  /** The payment's version before the acquirer was asked: once it has moved, its word may be old. */
  readonly seen?: number
}

type Settled = Result<Payment, "payment_unknown" | "payment_changed">

/**
 * The hall that every door leads to: the payee's form, the acquirer's notification and the sweep. Writes what a
 * finding means for payment, ledger, outbox and operation in one transaction; a repeat of a known fact adds nothing.
 */
export async function settlePayment(outside: Outside, input: SettleInput): Promise<Settled> {
  return await inRepeatableTransaction(outside.db, async (transaction): Promise<Settled> => {
    const held = await lockPaymentInHand(transaction, input.paymentId)
    if (!held) return refuse("payment_unknown")
    if (isOld(input, held.payment)) return refuse("payment_changed")
    return await settle(transaction, held, { outside, input })
  })
}

interface Settling {
  readonly outside: Outside
  readonly input: SettleInput
}

async function settle(transaction: Transaction, held: PaymentInHand, settling: Settling): Promise<Settled> {
  const { outside, input } = settling
  const at = stamp(outside, input.door)
  const operation = operationOn(held, input.acquirerPaymentId)
  const settlement = settlementOf(operation, input.finding, at.at, outside.ids.fraction())
  const { evidence } = input.finding
  if (operation) {
    const isOurs = await recordOperation(transaction, operation, {
      ...settlement.operation,
      at: at.at,
      ...(evidence === undefined ? {} : { evidence }),
      ...(input.leaseToken === undefined ? {} : { leaseToken: input.leaseToken }),
    })
    if (!isOurs) return refuse("payment_changed")
  }
  const before = await withLostSubmission(transaction, held, settling)
  if (!before.ok) return before
  if (settlement.closesObject && held.object?.externalId === input.acquirerPaymentId) {
    await closeAcquirerObject(transaction, input.paymentId)
  }
  const attempt: Attempt = held.newestObjectId === input.acquirerPaymentId ? "current" : "earlier"
  const event = isUpTime(before.value, input.finding, at.at) ? { name: "expire" as const } : settlement.event
  return await record(transaction, { held, payment: before.value, event, attempt }, settling)
}

/** The acquirer's page ended with the payment itself: nobody refused a card. */
function isUpTime(payment: Payment, finding: Finding, at: Instant): boolean {
  return finding.kind === "released" && payment.state === "challenge_required" && at >= payment.expiresAt
}

/**
 * Money on a card entry that is still open, of a payment that knows of no charge: the charge was ours, and the
 * database has lost its last seconds since. The lost submission is written again before the finding. So money of
 * another sum comes before people, and no such payment is closed as one that took none.
 */
async function withLostSubmission(
  transaction: Transaction,
  held: PaymentInHand,
  { outside, input }: Settling,
): Promise<{ readonly ok: true; readonly value: Payment } | Refusal<"payment_changed">> {
  const { kind } = input.finding
  const isMoney = kind === "captured" || kind === "authorised" || input.holdsMoney === true
  const isWaiting = held.payment.state === "created" || held.payment.state === "started"
  if (!isMoney || !isWaiting || held.object?.externalId !== input.acquirerPaymentId) return ok(held.payment)
  const at = stamp(outside, input.door)
  const submitted = transition(held.payment, { name: "submitted" }, at.at)
  if (!submitted.ok) return ok(held.payment)
  outside.log.warn({ payment_id: held.payment.id }, "a lost submission was found again")
  return await recordTransition(transaction, submitted.value, at)
}

interface Decision {
  readonly held: PaymentInHand
  readonly payment: Payment
  readonly event: PaymentEvent
  readonly attempt: Attempt
}

async function record(transaction: Transaction, decision: Decision, settling: Settling): Promise<Settled> {
  const { outside, input } = settling
  const { payment, event } = decision
  const at = stamp(outside, input.door)
  const decided = transition(payment, event, at.at, decision.attempt)
  if (!decided.ok) return ok(payment)
  const change = decided.value
  if (change.reverses !== null) {
    return await reverse(transaction, change, { outside, acquirerPaymentId: input.acquirerPaymentId, at })
  }
  if (!moves(change)) {
    const isNews = change.operatorCase !== null
    if (!isNews || (await isKnownOperatorCase(transaction, payment.id, event.name))) return ok(payment)
  }
  if (change.operatorCase !== null) {
    outside.log.error({ payment_id: payment.id, event: event.name }, "needs an operator")
  }
  const { before, after } = change
  outside.log.info(
    { payment_id: before.id, from: before.state, to: after.state, door: input.door },
    "settled",
  )
  const recorded = await recordTransition(transaction, change, at)
  // Not where something else is written down about a payment that is authorised already.
  if (recorded.ok && moves(change) && after.state === "authorised")
    await planCapture(transaction, after, input, at)
  return recorded
}

/** Money that nobody asked to hold back is taken at once: the capture is committed with the authorisation. */
async function planCapture(
  transaction: Transaction,
  payment: Payment,
  input: SettleInput,
  at: Stamp,
): Promise<void> {
  await insertOperation(
    transaction,
    preparedOperation(payment, {
      id: `${at.id}c`,
      kind: "capture",
      acquirerPaymentId: input.acquirerPaymentId,
      request: { amount: payment.amount },
      at: at.at,
    }),
  )
}

/** The payment has moved since the acquirer was asked: what it said then may be old. */
export function isOld({ seen }: Pick<SettleInput, "seen">, payment: Pick<Payment, "version">): boolean {
  return seen !== undefined && seen !== payment.version
}

function moves(change: Transition): boolean {
  return change.before.state !== change.after.state
}
