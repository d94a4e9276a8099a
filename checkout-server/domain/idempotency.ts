import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds } from "#domain/instant.ts"
import type { Mode } from "#domain/services/service.ts"

/** How long a repeat of a request is known (payments API, headers). */
export const answerLifeMilliseconds = 7 * 24 * hourMilliseconds

/** A buyer's request with a key of its own: for its service and mode, one key is one request. */
export interface KeyedRequest {
  readonly serviceId: string
  readonly buyerId: string
  readonly mode: Mode
  readonly key: string
  /** SHA-256 of method, path and canonical body, in hex: tells another request with the same key. */
  readonly fingerprint: string
  /** When an answer was looked for, before anything was done. */
  readonly at: Instant
}

/** What a repeat of a request is answered with. */
export interface KeptAnswer {
  readonly status: number
  /** JSON; null where there is no body. */
  readonly body: string | null
}

/** What an operation keeps with its effect: whose request it was, and the answer to its repeats. */
export interface Idempotency<T> {
  readonly request: KeyedRequest
  answer(value: T): KeptAnswer
}
