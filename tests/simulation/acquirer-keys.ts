import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds } from "#domain/instant.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { Outcome } from "#ports/acquirer.ts"

/** What the acquirer answers where nothing on the way goes wrong. `unknown`: the bank has not answered it either. */
export type Decided<T> = Exclude<Outcome<T>, { kind: "not_sent" }>

const keyLifeMilliseconds = 24 * hourMilliseconds
const evidence = {}

/** One effect a key, as long as keys are kept; the same key with another request is a bug of ours. */
export class AcquirerKeys {
  readonly #answers = new Map<string, { fingerprint: string; answer: Decided<unknown>; at: Instant }>()
  readonly #now: () => Instant

  constructor(now: () => Instant) {
    this.#now = now
  }

  /** The answer that the key had before, or the effect and its answer. */
  once<T>(key: string, request: object, effect: () => Decided<T>): Decided<T> {
    const fingerprint = JSON.stringify(request)
    const known = this.#answers.get(key)
    if (known && this.#now() - known.at < keyLifeMilliseconds) {
      if (known.fingerprint !== fingerprint) throw new Error(`an idempotency key for another request: ${key}`)
      return known.answer as Decided<T>
    }
    const answer = effect()
    this.#answers.set(key, { fingerprint, answer, at: this.#now() })
    return answer
  }
}

/** What was asked, done. */
export function accept<T>(value: T): Decided<T> {
  return { kind: "ok", value, evidence }
}

/** What was asked, not done, and why. */
export function refuse(reason: RefusalReason): Decided<never> {
  return { kind: "refused", reason, evidence }
}

/** It is too late for this, or too early. */
export const notPossible = refuse("not_possible")
