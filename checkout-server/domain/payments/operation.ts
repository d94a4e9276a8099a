import type { DisputeAnswerKind, DisputeEvidence } from "#domain/disputes/dispute-answer.ts"
import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later, minuteMilliseconds, secondMilliseconds } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"

/** One intended effect at the acquirer. */
export const operationKinds = ["prepare", "authorise", "capture", "void", "refund", "answer"] as const
export type OperationKind = (typeof operationKinds)[number]

/** Kinds that take a payment forward: at most one of these is open per payment. The others run beside them. */
export const forwardKinds = ["prepare", "authorise", "capture"] as const

/** Not yet decided. */
export const openOperationStates = ["prepared", "sent", "unknown", "awaiting_payee"] as const

/**
 * `prepared`: nothing was ever sent. `sent`: committed before the first byte. `unknown`: sent, no usable answer.
 * `awaiting_payee`: the bank waits for the payee. `abandoned`: proved to have had no effect. `superseded`: overtaken
 * by a cancellation.
 */
export const operationStates = [
  ...openOperationStates,
  "succeeded",
  "refused",
  "abandoned",
  "superseded",
] as const
export type OperationState = (typeof operationStates)[number]

export interface Operation {
  readonly id: string
  readonly paymentId: string
  readonly kind: OperationKind
  readonly state: OperationState
  readonly idempotencyKey: string
  readonly acquirerPaymentId: string | null
  /** The refund that a refund operation sends. */
  readonly refundId: string | null
  /** The dispute that an answer is to. */
  readonly disputeId: string | null
  /** What is sent, kept so that a replay sends the same bytes. A one-use token or evidence, never card data. */
  readonly request: OperationRequest
  /** Syncs since it was sent. */
  readonly syncs: number
  readonly nextSyncAt: Instant | null
  /** Why it was refused. While it waits for the payee on the acquirer's page: why the last card tried there was. */
  readonly refusal: RefusalReason | null
  readonly createdAt: Instant
  readonly sentAt: Instant | null
  /** When the payee was found to have done their part on the acquirer's own page. */
  readonly returnedAt: Instant | null
}

export interface OperationRequest {
  readonly token?: string
  readonly amount?: Pence
  readonly returnUrl?: string
  readonly challengeReturnUrl?: string
  readonly challengeUrl?: string
  readonly answer?: DisputeAnswerKind
  /** Personal data: forgotten once nothing can be repeated any more. */
  readonly evidence?: DisputeEvidence
  /** The API key that asked for it. */
  readonly keyId?: string
}

/** Time for an answer to be recorded after the call's own limit, before a sweep may look. */
const graceMilliseconds = 10 * secondMilliseconds

/** What an operation is about; its key and its times follow. */
export interface OperationFacts {
  readonly id: string
  readonly kind: OperationKind
  readonly acquirerPaymentId: string | null
  readonly refundId?: string
  readonly disputeId?: string
  readonly request: OperationRequest
  readonly at: Instant
}

/** An operation whose call leaves as soon as it is committed and takes at most `timeoutMilliseconds`. */
export function sentOperation(
  payment: { readonly id: string; readonly buyerId: string },
  facts: OperationFacts & { readonly timeoutMilliseconds: number },
): Operation {
  const { timeoutMilliseconds, ...rest } = facts
  const nextSyncAt = later(facts.at, timeoutMilliseconds + graceMilliseconds)
  return { ...preparedOperation(payment, rest), state: "sent", sentAt: facts.at, nextSyncAt }
}

/** An operation that the sweep sends, at once. */
export function preparedOperation(
  payment: { readonly id: string; readonly buyerId: string },
  facts: OperationFacts,
): Operation {
  const { at, ...rest } = facts
  return {
    ...rest,
    refundId: facts.refundId ?? null,
    disputeId: facts.disputeId ?? null,
    paymentId: payment.id,
    state: "prepared",
    idempotencyKey: idempotencyKeyFor(payment.buyerId, facts.id),
    syncs: 0,
    nextSyncAt: at,
    refusal: null,
    createdAt: at,
    sentAt: null,
    returnedAt: null,
  }
}

/** The key never changes: a replay is recognised by the acquirer, whoever sends it. */
function idempotencyKeyFor(buyerId: string, operationId: string): string {
  return `v1:${buyerId}:${operationId}`
}

const fast = [2, 5, 15, 60, 300, 900].map((seconds) => seconds * secondMilliseconds)
const dailySyncs = 23
const giveUpMilliseconds = 14 * 24 * hourMilliseconds

/** How far a retry time may stray either way, so that many do not fall on one moment. */
const jitter = 0.2

/**
 * When to ask the acquirer next about an unanswered operation: after 2, 5, 15, 60, 300, 900 s, then hourly for a
 * day, then every six hours to day 14. Null: two weeks without an answer, people must look.
 * `fraction` is in [0, 1).
 */
export function nextSync(operation: Operation, at: Instant, fraction: number): Instant | null {
  if (at - operation.createdAt >= giveUpMilliseconds) return null
  const hourly = operation.syncs < fast.length + dailySyncs ? hourMilliseconds : 6 * hourMilliseconds
  const wait = fast[operation.syncs] ?? hourly
  const next = later(at, wait * (1 + jitter * (2 * fraction - 1)))
  // A charge that may never have arrived is released on time, wherever the steps fall.
  const release = later(waitedForSince(operation), abandonAfterMilliseconds)
  return operation.kind === "authorise" && at < release && next > release ? release : next
}

/** Since when the acquirer's answer is waited for: on its own page, a card may be sent long after we sent the payee. */
export function waitedForSince({ returnedAt, sentAt, createdAt }: Operation): Instant {
  return returnedAt ?? sentAt ?? createdAt
}

/** While a payee is at the bank: first after a minute, then every five. */
export function nextChallengeSync(operation: Operation, at: Instant): Instant {
  return later(at, operation.syncs === 0 ? minuteMilliseconds : 5 * minuteMilliseconds)
}

/** Acquirers keep idempotency keys for 24 hours at least: a replay well within them meets its own answer. */
export const replayMilliseconds = 20 * hourMilliseconds

/** An `authorise` may be replayed this long; later, a charge nobody waits for would surprise the payee. */
export const authoriseReplayMilliseconds = minuteMilliseconds

/** `open` at the acquirer proves nothing while a confirm may be in flight; after this a void settles it. */
export const abandonAfterMilliseconds = 15 * minuteMilliseconds
