import type { Outside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { claimDueOperations, markSent, recordOperation, releaseOperation } from "#db/records/operations.ts"
import { allOf } from "#domain/all-of.ts"
import type { Instant } from "#domain/instant.ts"
import { later, secondMilliseconds } from "#domain/instant.ts"
import type { Finding } from "#domain/payments/finding.ts"
import type { Operation } from "#domain/payments/operation.ts"
import {
  abandonAfterMilliseconds,
  authoriseReplayMilliseconds,
  nextChallengeSync,
  nextSync,
  waitedForSince,
} from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { ok } from "#domain/problem.ts"
import { syncAnswer } from "#operations/disputes/sync-answer.ts"
import { sendCapture } from "#operations/payments/capture-payment.ts"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import { askAcquirer, callCapture, concludeAuthorisation } from "#operations/payments/sync-payment.ts"
import { syncRefund } from "#operations/refunds/sync-refund.ts"

/** Operations one run takes: small, so that a slow acquirer holds few leases. */
const batchSize = 20

/** Longer than the longest call a sweep makes, so that two workers never work on one operation. */
const leaseMilliseconds = 90 * secondMilliseconds

/**
 * Finds out what became of operations without an answer: asks the acquirer, replays or releases where that is safe,
 * and settles. Returns how many it took; `batchSize` means there may be more.
 */
export async function syncOperations(outside: Outside): Promise<number> {
  const leaseToken = outside.ids.next()
  const claimed = await inRepeatableTransaction(outside.db, async (transaction) => {
    const now = outside.clock.now()
    const leaseUntil = later(now, leaseMilliseconds)
    return ok(await claimDueOperations(transaction, { now, leaseToken, leaseUntil, limit: batchSize }))
  })
  await allOf(claimed.value.map((operation) => syncOne(outside, operation, leaseToken)))
  return claimed.value.length
}

async function syncOne(outside: Outside, operation: Operation, leaseToken: string): Promise<void> {
  if (operation.kind === "refund") {
    await syncRefund(outside, operation, leaseToken)
    return await giveBack(outside, { id: operation.id, leaseToken, nextSyncAt: null })
  }
  if (operation.kind === "answer") {
    await syncAnswer(outside, operation, leaseToken)
    return await giveBack(outside, { id: operation.id, leaseToken, nextSyncAt: null })
  }
  const payment = await findPayment(outside.db, operation.paymentId)
  if (!payment) return
  const { acquirerPaymentId } = operation
  if (acquirerPaymentId === null) return await abandon(outside, operation, leaseToken)
  const learned = await learn(outside, { payment, operation, acquirerPaymentId })
  const now = outside.clock.now()
  const isHopeless = nextSync(operation, now, 0) === null
  const waitsForPayee = operation.state === "awaiting_payee" && learned === null && !isHopeless
  if (!waitsForPayee) {
    const finding: Finding = learned ?? { kind: "undecided" }
    await settlePayment(outside, {
      paymentId: payment.id,
      acquirerPaymentId,
      finding,
      door: "job",
      leaseToken,
    })
  }
  const nextSyncAt = waitsForPayee ? nextChallengeSync(operation, now) : null
  await giveBack(outside, { id: operation.id, leaseToken, nextSyncAt })
}

async function giveBack(
  outside: Outside,
  held: { readonly id: string; readonly leaseToken: string; readonly nextSyncAt: Instant | null },
): Promise<void> {
  await inRepeatableTransaction(outside.db, async (transaction) => {
    await releaseOperation(transaction, held)
    return ok(null)
  })
}

interface Asked {
  readonly payment: Payment
  readonly operation: Operation
  readonly acquirerPaymentId: string
}

/** A prepare whose answer never came: nobody saw its card entry, so nothing can be charged there. */
async function abandon(outside: Outside, operation: Operation, leaseToken: string): Promise<void> {
  await inRepeatableTransaction(outside.db, async (transaction) => {
    const at = outside.clock.now()
    await recordOperation(transaction, operation, { state: "abandoned", at, leaseToken })
    return ok(null)
  })
}

/** A finding; null where the acquirer gave no usable answer. */
async function learn(outside: Outside, asked: Asked): Promise<Finding | null> {
  const { operation } = asked
  if (operation.kind === "void") return await release(outside, asked)
  if (operation.kind === "capture" && operation.state === "prepared") return await take(outside, asked)
  const finding = await askAcquirer(outside, asked)
  // Money is taken of an authorisation once, whether or not the acquirer still knows the key.
  if (operation.kind === "capture") {
    return finding?.kind === "authorised" ? await callCapture(outside, asked) : finding
  }
  const age = outside.clock.now() - waitedForSince(operation)
  if (finding?.kind !== "undecided" || operation.state === "awaiting_payee") return finding
  if (age < authoriseReplayMilliseconds) return await replay(outside, asked)
  return age < abandonAfterMilliseconds ? finding : await release(outside, asked)
}

/** Takes what was authorised for capture at once: the payment is capturing before the first byte leaves. */
async function take(outside: Outside, asked: Asked): Promise<Finding | null> {
  return (await sendCapture(outside, asked))
    ? await callCapture(outside, asked)
    : await askAcquirer(outside, asked)
}

/** The same key and the same bytes: the acquirer charges at most once, whichever of the two arrived. */
async function replay(
  outside: Outside,
  { payment, operation, acquirerPaymentId }: Asked,
): Promise<Finding | null> {
  const { token, amount } = operation.request
  if (token === undefined || amount === undefined) return { kind: "undecided" }
  const acquirer = await outside.acquirers.of(payment.acquirer)
  const outcome = await acquirer.authorise(
    {
      operationId: operation.id,
      idempotencyKey: operation.idempotencyKey,
      timeoutMilliseconds: outside.limits.authorise,
    },
    { acquirerPaymentId, token, amount, currency: payment.currency },
  )
  return outcome.kind === "not_sent"
    ? null
    : await concludeAuthorisation(outside, { payment, acquirerPaymentId, isReplay: true }, outcome)
}

/**
 * Ends the acquirer's payment, so that nothing can be charged on it any more. Refused: it was paid, or not yet decided;
 * ask again. Each try has a key of its own: to end a payment twice does no more than once, and an acquirer that keeps
 * its refusals by key would repeat the first for a day.
 */
async function release(outside: Outside, asked: Asked): Promise<Finding | null> {
  const { operation, acquirerPaymentId } = asked
  if (operation.state === "prepared") await send(outside, operation)
  const acquirer = await outside.acquirers.of(asked.payment.acquirer)
  const outcome = await acquirer.void(
    {
      operationId: operation.id,
      idempotencyKey: `${operation.idempotencyKey}:void:${operation.syncs}`,
      timeoutMilliseconds: outside.limits.capture,
    },
    acquirerPaymentId,
  )
  if (outcome.kind === "ok") return { kind: "released", evidence: { ...outcome.evidence } }
  return await askAcquirer(outside, asked)
}

async function send(outside: Outside, operation: Operation): Promise<void> {
  const at = outside.clock.now()
  const nextSyncAt = later(at, outside.limits.capture + leaseMilliseconds)
  await inRepeatableTransaction(outside.db, async (transaction) => {
    await markSent(transaction, operation.id, { at, nextSyncAt })
    return ok(null)
  })
}
