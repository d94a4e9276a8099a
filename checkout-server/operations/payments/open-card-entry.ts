import type { Outside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction, inTransaction } from "#db/connect.ts"
import { isOperationKnown } from "#db/queries/commit-proofs.ts"
import { lockPaymentInHand } from "#db/queries/payments.ts"
import {
  closeAcquirerObject,
  insertAcquirerObject,
  insertOperation,
  recordOperation,
} from "#db/records/operations.ts"
import { recordTransition } from "#db/records/payments.ts"
import type { Language } from "#domain/instant.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { sentOperation } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { transition } from "#domain/payments/transition.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { stamp } from "#operations/payments/stamp.ts"
import type { Handoff, Outcome, Prepared } from "#ports/acquirer.ts"

type OpenProblem =
  | "payment_unknown"
  | "payment_not_payable"
  | "payment_changed"
  | "payment_busy"
  | "acquirer_unavailable"

/**
 * Makes the place where the payee can enter a card, and starts the payment. Moves no money. An open one is kept.
 * `returnUrl` and `challengeReturnUrl` are where the acquirer sends the browser back.
 */
export async function openCardEntry(
  outside: Outside,
  input: {
    readonly paymentId: string
    readonly language: Language
    /** Gives up an entry that the acquirer has closed. Nothing can be charged on it: its tokens fit no other. */
    readonly renew: boolean
    readonly returnUrl: string
    readonly challengeReturnUrl: string
  },
): Promise<Result<null, OpenProblem>> {
  const begun = await begin(outside, input)
  if (!begun.ok) return begun
  if (begun.value.operation === null) return ok(null)
  const { payment, operation } = begun.value
  const outcome = await (await outside.acquirers.of(payment.acquirer)).prepare(
    {
      operationId: operation.id,
      idempotencyKey: operation.idempotencyKey,
      timeoutMilliseconds: outside.limits.prepare,
    },
    {
      paymentId: payment.id,
      amount: payment.amount,
      currency: payment.currency,
      captureMode: payment.delayedCapture ? "manual" : "automatic",
      description: payment.description,
      language: input.language,
      returnUrl: input.returnUrl,
      challengeReturnUrl: input.challengeReturnUrl,
      expiresAt: payment.expiresAt,
      preparedAt: operation.createdAt,
    },
  )
  return await finish(outside, { payment, operation, outcome })
}

async function begin(outside: Outside, input: { readonly paymentId: string; readonly renew: boolean }) {
  const at = stamp(outside, "payee")
  return await inTransaction(
    outside.db,
    async (transaction): Promise<Result<{ payment: Payment; operation: Operation | null }, OpenProblem>> => {
      const held = await lockPaymentInHand(transaction, input.paymentId)
      if (!held) return refuse("payment_unknown")
      const { payment } = held
      if ((payment.state !== "created" && payment.state !== "started") || at.at >= payment.expiresAt) {
        return refuse("payment_not_payable")
      }
      if (held.operation) return refuse("payment_busy")
      if (held.object && !input.renew) return ok({ payment, operation: null })
      if (held.object) await closeAcquirerObject(transaction, payment.id)
      const operation = sentOperation(payment, {
        id: at.id,
        kind: "prepare",
        acquirerPaymentId: null,
        request: {},
        at: at.at,
        timeoutMilliseconds: outside.limits.prepare,
      })
      await insertOperation(transaction, operation)
      if (payment.state === "started") return ok({ payment, operation })
      const opened = transition(payment, { name: "opened" }, at.at)
      if (!opened.ok) return refuse("payment_not_payable")
      const recorded = await recordTransition(transaction, opened.value, at)
      return recorded.ok ? ok({ payment: recorded.value, operation }) : recorded
    },
    { proof: (reader) => isOperationKnown(reader, at.id) },
  )
}

/**
 * Without a usable answer the attempt is abandoned: nobody ever saw its card entry, so nothing can be charged there.
 */
async function finish(
  outside: Outside,
  input: { readonly payment: Payment; readonly operation: Operation; readonly outcome: Outcome<Prepared> },
): Promise<Result<null, OpenProblem>> {
  const { payment, operation, outcome } = input
  const at = outside.clock.now()
  if (outcome.kind !== "ok") {
    outside.log.warn({ payment_id: payment.id, outcome: outcome.kind }, "no card entry")
    await inRepeatableTransaction(outside.db, async (transaction) => {
      await recordOperation(transaction, operation, { state: "abandoned", at })
      return ok(null)
    })
    return refuse("acquirer_unavailable")
  }
  const { acquirerPaymentId, handoff } = outcome.value
  return await inRepeatableTransaction(outside.db, async (transaction) => {
    const held = await lockPaymentInHand(transaction, payment.id)
    const current = held?.operation?.id === operation.id && held.payment.state === "started"
    await recordOperation(transaction, operation, { state: current ? "succeeded" : "abandoned", at })
    if (!current) return ok(null)
    await insertAcquirerObject(transaction, {
      acquirer: payment.acquirer,
      externalId: acquirerPaymentId,
      paymentId: payment.id,
      state: "open",
      sequence: held.objects + 1,
      action: addressOf(handoff),
      entrySecret: handoff.kind === "direct_post" ? handoff.entrySecret : null,
      createdAt: at,
    })
    return ok(null)
  })
}

/** Where the payee's browser sends the card, or goes itself; null where nobody enters one. */
function addressOf(handoff: Handoff): string | null {
  switch (handoff.kind) {
    case "direct_post":
      return handoff.action
    case "redirect":
      return handoff.url
    case "saved_card":
      return null
  }
}
