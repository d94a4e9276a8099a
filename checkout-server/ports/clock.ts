import type { Instant } from "#domain/instant.ts"

/** The time now. Everything that needs time is handed this, so that tests can move it. */
export interface Clock {
  now(): Instant
  /** Resolves after `milliseconds`; never rejects. */
  wait(milliseconds: number): Promise<void>
}
