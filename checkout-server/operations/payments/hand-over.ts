import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import { isOperationKnown } from "#db/queries/commit-proofs.ts"
import type { PaymentInHand } from "#db/queries/payments.ts"
import { lockPaymentInHand } from "#db/queries/payments.ts"
import { insertOperation, recordOperation } from "#db/records/operations.ts"
import { recordTransition } from "#db/records/payments.ts"
import { nextChallengeSync, preparedOperation } from "#domain/payments/operation.ts"
import { transition } from "#domain/payments/transition.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { stamp } from "#operations/payments/stamp.ts"

type HandOverProblem = "payment_unknown" | "payment_not_payable" | "payment_busy" | "payment_changed"

/**
 * Sends the payee to the acquirer's own page. From here on money may move there, so that the payment waits for the
 * acquirer's word as it waits for a bank's. Answers the page's address; a second press gets the same.
 */
export async function handOver(
  outside: Outside,
  paymentId: string,
): Promise<Result<string, HandOverProblem>> {
  const at = stamp(outside, "payee")
  const proof = (reader: Parameters<typeof isOperationKnown>[0]) => isOperationKnown(reader, at.id)
  const work = async (transaction: Transaction): Promise<Result<string, HandOverProblem>> => {
    const held = await lockPaymentInHand(transaction, paymentId)
    if (!held) return refuse("payment_unknown")
    const { operation } = held
    const standing = operation?.request.challengeUrl
    if (held.payment.state === "challenge_required" && standing) {
      // What is known of the last card tells nothing of the next one.
      if (operation.refusal !== null) {
        await recordOperation(transaction, operation, { state: operation.state, at: at.at, refusal: null })
      }
      return ok(standing)
    }
    return await begin(transaction, held, { outside, at })
  }
  return await inTransaction(outside.db, work, { proof })
}

async function begin(
  transaction: Transaction,
  held: PaymentInHand,
  { outside, at }: { readonly outside: Outside; readonly at: ReturnType<typeof stamp> },
): Promise<Result<string, HandOverProblem>> {
  const { payment, object } = held
  const url = object?.entrySecret === null ? object.action : null
  const submitted = transition(payment, { name: "submitted" }, at.at)
  if (!submitted.ok || !object || !url || at.at >= payment.expiresAt) return refuse("payment_not_payable")
  if (held.operation) return refuse("payment_busy")
  const operation = preparedOperation(payment, {
    id: at.id,
    kind: "authorise",
    acquirerPaymentId: object.externalId,
    request: { amount: payment.amount, challengeUrl: url },
    at: at.at,
  })
  const nextSyncAt = nextChallengeSync(operation, at.at)
  const sent = await recordTransition(transaction, submitted.value, at)
  if (!sent.ok) return sent
  await insertOperation(transaction, { ...operation, state: "awaiting_payee", sentAt: at.at, nextSyncAt })
  const waits = transition(sent.value, { name: "challenge", card: null }, at.at)
  if (!waits.ok) return refuse("payment_not_payable")
  const recorded = await recordTransition(transaction, waits.value, stamp(outside, "payee"))
  return recorded.ok ? ok(url) : recorded
}
