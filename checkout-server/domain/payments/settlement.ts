import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import type { Finding } from "#domain/payments/finding.ts"
import type { Operation, OperationState } from "#domain/payments/operation.ts"
import { nextChallengeSync, nextSync } from "#domain/payments/operation.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { PaymentEvent } from "#domain/payments/transition.ts"

/** What a finding means for the payment, for its open operation, and for the acquirer's object. */
export interface Settlement {
  readonly event: PaymentEvent
  readonly operation: {
    readonly state: OperationState
    readonly nextSyncAt: Instant | null
    readonly refusal: RefusalReason | null
    readonly challengeUrl?: string
    readonly returnedAt?: Instant
  }
  /** No card can be entered on this object any more. */
  readonly closesObject: boolean
}

/** Six hours: a case that people look at is still watched. */
export const watchMilliseconds = 6 * hourMilliseconds

/** Reads a finding. Pure; `fraction` in [0, 1) spreads the retries. */
export function settlementOf(
  operation: Operation | null,
  finding: Finding,
  at: Instant,
  fraction: number,
): Settlement {
  if (!concludes(operation, finding)) return undecided(operation, at, fraction)
  switch (finding.kind) {
    case "captured":
    case "authorised":
      return {
        event: { name: finding.kind, amount: finding.amount, card: finding.card },
        operation: ended(operation?.kind === "void" ? "refused" : "succeeded"),
        closesObject: true,
      }
    case "challenge":
      return {
        event: { name: "challenge", card: finding.card },
        operation: {
          state: "awaiting_payee",
          nextSyncAt: operation ? nextChallengeSync(operation, at) : null,
          refusal: finding.refusal ?? null,
          challengeUrl: finding.url,
        },
        closesObject: false,
      }
    case "declined":
      return {
        event: { name: "declined", reason: finding.reason, card: finding.card },
        operation:
          operation?.kind === "void" ? ended("succeeded") : { ...ended("refused"), refusal: finding.reason },
        closesObject: true,
      }
    case "released":
      return {
        event: { name: "declined", reason: "temporarily_unavailable", card: null },
        operation: ended(operation?.kind === "void" ? "succeeded" : "abandoned"),
        closesObject: true,
      }
    case "not_sent":
      return {
        event: { name: "declined", reason: "temporarily_unavailable", card: null, unsent: true },
        operation: ended("abandoned"),
        closesObject: true,
      }
    case "undecided":
      return undecided(operation, at, fraction)
    case "mismatch":
      return {
        event: { name: "stuck" },
        operation: doubted(operation, at),
        closesObject: false,
      }
  }
}

/** People look first: a capture that has not left stays here, a release waits its turn, what was sent is watched. */
function doubted(operation: Operation | null, at: Instant): Settlement["operation"] {
  if (operation?.state !== "prepared") {
    return { state: "unknown", nextSyncAt: later(at, watchMilliseconds), refusal: null }
  }
  return operation.kind === "capture"
    ? ended("superseded")
    : { state: "prepared", nextSyncAt: operation.nextSyncAt, refusal: null }
}

/**
 * Whether a finding ends what the operation wanted. "Authorised" does not answer a capture; a void is answered only by
 * money gone or taken. "Not sent" tells of one try: once a sweep has touched the operation, or another door has ended
 * it, there is more to know than that.
 */
function concludes(operation: Operation | null, finding: Finding): boolean {
  if (finding.kind === "not_sent") return operation?.state === "sent" && operation.syncs === 0
  if (operation === null) return true
  if (operation.kind === "capture") return finding.kind !== "authorised"
  return operation.kind !== "void" || !["authorised", "challenge"].includes(finding.kind)
}

function ended(state: OperationState): Settlement["operation"] {
  return { state, nextSyncAt: null, refusal: null }
}

/**
 * Not knowing is not failing: ask again later, and after two weeks ask people. Without an open operation the answer
 * came meanwhile by another door, and not knowing is no news.
 */
function undecided(operation: Operation | null, at: Instant, fraction: number): Settlement {
  const returned = operation !== null && isOfPage(operation) ? { returnedAt: at } : {}
  const waiting = operation && { ...operation, ...returned }
  const next = waiting ? nextSync(waiting, at, fraction) : null
  return {
    event: { name: operation !== null && next === null ? "stuck" : "unknown" },
    operation: {
      ...returned,
      // What was never sent stays so, and due when it was.
      state: operation?.state === "prepared" ? "prepared" : "unknown",
      nextSyncAt:
        operation?.state === "prepared" ? operation.nextSyncAt : (next ?? later(at, watchMilliseconds)),
      refusal: null,
    },
    closesObject: false,
  }
}

/** The payee is on the acquirer's own page: no call of ours sent the card. */
function isOfPage({ state, request }: Operation): boolean {
  return state === "awaiting_payee" && request.token === undefined
}
