import type { Outside } from "#checkout-server/outside.ts"
import { findNewestObjectId, findPayment } from "#db/queries/payments.ts"
import type { Door } from "#db/records/payments.ts"
import type { Finding } from "#domain/payments/finding.ts"
import type { Operation } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { Result } from "#domain/problem.ts"
import { refuse } from "#domain/problem.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import { findingOfAuthorisation, findingOfSnapshot } from "#operations/payments/finding.ts"
import { settleAftermath } from "#operations/payments/settle-aftermath.ts"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import type { AcquirerSnapshot, Authorised, Outcome } from "#ports/acquirer.ts"

/** The acquirer's own word, and what it proves of the attempt. */
interface Word {
  readonly finding: Finding
  /** Null where the answer was of another payment than asked. */
  readonly snapshot: AcquirerSnapshot | null
}

/** What a fetch told, before anything is written; null where the acquirer gave no usable answer. */
async function fetchWord(
  outside: Outside,
  input: { readonly payment: Payment; readonly acquirerPaymentId: string },
): Promise<Word | null> {
  const acquirer = await outside.acquirers.of(input.payment.acquirer)
  const outcome = await acquirer.fetch(readCall(outside), input.acquirerPaymentId)
  if (outcome.kind === "ok") {
    const finding = findingOfSnapshot(input.payment, outcome.value)
    return { finding: { ...finding, evidence: { ...outcome.evidence } }, snapshot: outcome.value }
  }
  return outcome.kind === "unknown" && outcome.cause === "mismatch"
    ? { finding: { kind: "mismatch", evidence: { ...outcome.evidence } }, snapshot: null }
    : null
}

/** What a fetch proves of an attempt; null where the acquirer gave no usable answer. */
export async function askAcquirer(
  outside: Outside,
  input: { readonly payment: Payment; readonly acquirerPaymentId: string },
): Promise<Finding | null> {
  return (await fetchWord(outside, input))?.finding ?? null
}

/** Refusals of a call, not of a card: the bank was not asked by this one. */
const refusalsOfCall: readonly RefusalReason[] = ["not_possible", "configuration", "unsupported"]

/**
 * What an authorisation's answer proves. "Not possible" may mean that the payment was paid already, so the acquirer is
 * asked: only where its payment is still open did this call have no effect. A replay that is refused so proves nothing
 * of the first call, which may be in flight. Null: no usable answer.
 */
export async function concludeAuthorisation(
  outside: Outside,
  asked: { readonly payment: Payment; readonly acquirerPaymentId: string; readonly isReplay?: boolean },
  outcome: Outcome<Authorised>,
): Promise<Finding | null> {
  const finding = findingOfAuthorisation(asked.payment, outcome)
  const isReplay = asked.isReplay === true
  if (outcome.kind !== "refused" || !refusalsOfCall.includes(outcome.reason)) return finding
  if (outcome.reason !== "not_possible" && !isReplay) return finding
  const word = await fetchWord(outside, asked)
  const hadNoEffect = !isReplay && word?.snapshot?.status === "open" && word.finding.kind === "undecided"
  return hadNoEffect ? finding : (word?.finding ?? null)
}

/**
 * Asks the acquirer to take an authorised amount, and what its answer proves. Still "authorised" after a refusal means
 * that the acquirer would not take it: undecided, and asked for again. Null: no usable answer.
 */
export async function callCapture(
  outside: Outside,
  asked: { readonly payment: Payment; readonly operation: Operation; readonly acquirerPaymentId: string },
): Promise<Finding | null> {
  const { payment, operation, acquirerPaymentId } = asked
  const acquirer = await outside.acquirers.of(payment.acquirer)
  const outcome = await acquirer.capture(
    {
      operationId: operation.id,
      idempotencyKey: operation.idempotencyKey,
      timeoutMilliseconds: outside.limits.capture,
    },
    { acquirerPaymentId, amount: payment.amount },
  )
  if (outcome.kind === "not_sent") return null
  const evidence = { ...outcome.evidence }
  if (outcome.kind === "unknown") {
    return { kind: outcome.cause === "mismatch" ? "mismatch" : "undecided", evidence }
  }
  if (outcome.kind === "refused") return await askAcquirer(outside, { payment, acquirerPaymentId })
  const { captured } = outcome.value
  return captured === payment.amount
    ? { kind: "captured", amount: captured, card: null, evidence }
    : { kind: "mismatch", evidence }
}

/** How often the acquirer is asked while others keep moving the payment. */
const maxAsks = 3

/**
 * Asks the acquirer about a payment and settles what it says of it, of its refunds and of its disputes. Where somebody
 * else moved the payment meanwhile, its word may be old: it is asked again. `payment_changed`: too often, ask later.
 * `acquirer_unavailable`: no usable answer, nothing is written, ask again later. `payment_busy`: the acquirer is still
 * working on it.
 */
export async function syncPayment(outside: Outside, input: SyncInput): Promise<Synced> {
  let synced = await ask(outside, input)
  for (let asks = 1; asks < maxAsks && !synced.ok && synced.problem === "payment_changed"; asks += 1) {
    synced = await ask(outside, input)
  }
  return synced
}

interface SyncInput {
  readonly paymentId: string
  readonly acquirerPaymentId?: string
  readonly door: Door
}

type Synced = Result<Payment, "payment_unknown" | "payment_changed" | "payment_busy" | "acquirer_unavailable">

async function ask(outside: Outside, input: SyncInput): Promise<Synced> {
  const [payment, newest] = await Promise.all([
    findPayment(outside.db, input.paymentId),
    input.acquirerPaymentId ?? findNewestObjectId(outside.db, input.paymentId),
  ])
  if (!payment || newest === null) return refuse("payment_unknown")
  const word = await fetchWord(outside, { payment, acquirerPaymentId: newest })
  if (word === null) return refuse("acquirer_unavailable")
  const settled = await settleWord(outside, { payment, word, acquirerPaymentId: newest, door: input.door })
  if (!settled.ok || word.snapshot === null || word.finding.kind === "mismatch") return settled
  return await settleAftermath(outside, { payment: settled.value, snapshot: word.snapshot, door: input.door })
}

async function settleWord(
  outside: Outside,
  asked: {
    readonly payment: Payment
    readonly word: Word
    readonly acquirerPaymentId: string
    readonly door: Door
  },
): Promise<Result<Payment, "payment_unknown" | "payment_changed" | "payment_busy">> {
  const { payment, acquirerPaymentId, door } = asked
  const { finding } = asked.word
  if (isAtBank(payment, asked.word)) return refuse("payment_busy")
  // A card entry that nobody has used yet is no news.
  if (finding.kind === "undecided" && payment.state !== "challenge_required") {
    return { ok: true, value: payment }
  }
  const status = asked.word.snapshot?.status
  const holdsMoney = status === "authorised" || status === "captured"
  const seen = payment.version
  return await settlePayment(outside, {
    paymentId: payment.id,
    acquirerPaymentId,
    finding,
    door,
    seen,
    holdsMoney,
  })
}

/**
 * The answer is on its way: also where the database has lost that the payee is there. A payee who has done their part
 * is no longer waited for: the payment is being checked.
 */
function isAtBank(payment: Payment, { finding, snapshot }: Word): boolean {
  if (payment.state === "challenge_required") {
    return finding.kind === "undecided" && snapshot?.status !== "pending"
  }
  return payment.state === "started" && (snapshot?.status === "pending" || snapshot?.status === "challenge")
}
