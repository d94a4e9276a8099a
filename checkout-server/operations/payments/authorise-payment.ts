import type { Outside } from "#checkout-server/outside.ts"
import type { Reader, Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import { isOperationKnown } from "#db/queries/commit-proofs.ts"
import { lockPaymentInHand } from "#db/queries/payments.ts"
import { insertOperation } from "#db/records/operations.ts"
import { recordTransition } from "#db/records/payments.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { sentOperation } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { transition } from "#domain/payments/transition.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { concludeAuthorisation } from "#operations/payments/sync-payment.ts"
import type { Authorised, Outcome } from "#ports/acquirer.ts"

/** Waits between tries while the acquirer cannot even be reached: nothing was sent, so a repeat is safe. */
const unreachableWaits = [250, 1000] as const

type AuthoriseProblem =
  | "payment_unknown"
  | "payment_finished"
  | "payment_busy"
  | "payment_not_payable"
  | "payment_changed"

/** A charge that is on its way: its operation is committed, its answer is not in yet. */
export interface AuthorisationUnderWay {
  /** The payment once the answer is recorded. Rejects only for a bug or a lost database. */
  readonly settled: Promise<Result<Payment, "payment_unknown" | "payment_changed">>
}

/**
 * Charges the card behind a one-use token. One of several simultaneous submits gets through; the others are refused
 * and find the payment's page. Returns once the operation is committed; the answer follows in `settled`.
 */
export async function authorisePayment(
  outside: Outside,
  input: { readonly paymentId: string; readonly token: string },
): Promise<Result<AuthorisationUnderWay, AuthoriseProblem>> {
  const begun = await begin(outside, input)
  if (!begun.ok) return begun
  return ok({ settled: charge(outside, begun.value) })
}

interface Begun {
  readonly payment: Payment
  readonly operation: Operation
  readonly acquirerPaymentId: string
  readonly token: string
}

async function begin(
  outside: Outside,
  input: { readonly paymentId: string; readonly token: string },
): Promise<Result<Begun, AuthoriseProblem>> {
  const at = stamp(outside, "payee")
  const proof = (reader: Reader) => isOperationKnown(reader, at.id)
  const work = async (transaction: Transaction): Promise<Result<Begun, AuthoriseProblem>> => {
    const held = await lockPaymentInHand(transaction, input.paymentId)
    if (!held) return refuse("payment_unknown")
    const submitted = transition(held.payment, { name: "submitted" }, at.at)
    if (!submitted.ok)
      return refuse(submitted.problem === "payment_finished" ? "payment_finished" : "payment_not_payable")
    if (!held.object || at.at >= held.payment.expiresAt) return refuse("payment_not_payable")
    if (held.operation) return refuse("payment_busy")
    const operation = sentOperation(held.payment, {
      id: at.id,
      kind: "authorise",
      acquirerPaymentId: held.object.externalId,
      request: { token: input.token, amount: held.payment.amount },
      at: at.at,
      timeoutMilliseconds: outside.limits.authorise,
    })
    const [recorded] = await Promise.all([
      recordTransition(transaction, submitted.value, at),
      insertOperation(transaction, operation),
    ])
    if (!recorded.ok) return recorded
    return ok({
      payment: recorded.value,
      operation,
      acquirerPaymentId: held.object.externalId,
      token: input.token,
    })
  }
  return await inTransaction(outside.db, work, { proof })
}

async function charge(outside: Outside, begun: Begun) {
  const outcome = await callUntilSent(outside, begun)
  if (outcome.kind !== "ok") {
    outside.log.warn(
      { payment_id: begun.payment.id, operation_id: begun.operation.id, outcome: outcome.kind },
      "authorisation",
    )
  }
  const finding = (await concludeAuthorisation(outside, begun, outcome)) ?? { kind: "undecided" }
  return await settlePayment(outside, {
    paymentId: begun.payment.id,
    acquirerPaymentId: begun.acquirerPaymentId,
    finding,
    door: "payee",
  })
}

async function callUntilSent(outside: Outside, begun: Begun): Promise<Outcome<Authorised>> {
  const call = {
    operationId: begun.operation.id,
    idempotencyKey: begun.operation.idempotencyKey,
    timeoutMilliseconds: outside.limits.authorise,
  }
  const request = {
    acquirerPaymentId: begun.acquirerPaymentId,
    token: begun.token,
    amount: begun.payment.amount,
    currency: begun.payment.currency,
  }
  const acquirer = await outside.acquirers.of(begun.payment.acquirer)
  for (const wait of unreachableWaits) {
    const outcome = await acquirer.authorise(call, request)
    if (outcome.kind !== "not_sent" || outcome.cause !== "unreachable") return outcome
    await outside.clock.wait(wait)
    // Past its own limit the operation is the sweep's: another try here could meet one of its.
    if (outside.clock.now() - begun.operation.createdAt >= outside.limits.authorise) return outcome
  }
  return await acquirer.authorise(call, request)
}
