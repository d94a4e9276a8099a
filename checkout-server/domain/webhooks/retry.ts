import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later, minuteMilliseconds, secondMilliseconds } from "#domain/instant.ts"
import type { WebhookFailure } from "#domain/webhooks/failure.ts"
import { parseHttpDate } from "#domain/webhooks/timestamp.ts"

/** The wait after the first, second … failed attempt: ten attempts over 75.6 hours (Standard Webhooks' schedule, stretched). */
const schedule = [
  5 * secondMilliseconds,
  5 * minuteMilliseconds,
  30 * minuteMilliseconds,
  2 * hourMilliseconds,
  5 * hourMilliseconds,
  10 * hourMilliseconds,
  14 * hourMilliseconds,
  20 * hourMilliseconds,
  24 * hourMilliseconds,
] as const

/** Attempts before a delivery is given up. */
export const maxDeliveryAttempts = schedule.length + 1

/** Each wait is moved by up to this share either way, so that a receiver's recovery is not met by all at once. */
const jitterShare = 0.2
/** A receiver that is overloaded or slow gets at least this rest. */
const restMilliseconds = 60 * secondMilliseconds
/** A receiver may ask for no longer wait than the longest of ours. */
const maxRetryAfterMilliseconds = 24 * hourMilliseconds
/** Nothing but failures for this long turns the endpoint off. */
const failingMilliseconds = 5 * 24 * hourMilliseconds

/** What came back from one attempt. `retryAfter` is the raw header. */
export type DeliveryAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly retryAfter: string | null }
  | { readonly kind: "failed"; readonly failure: WebhookFailure }

/** What the answer does to the delivery; `gone` also turns the endpoint off. */
export type DeliveryEffect =
  | { readonly kind: "delivered" }
  | { readonly kind: "retry"; readonly at: Instant }
  | { readonly kind: "exhausted" }
  | { readonly kind: "gone" }

/** The attempt that was answered: its number from 1, when it ended, and a random number in `[0, 1)` for the jitter. */
export interface AnsweredAttempt {
  readonly number: number
  readonly at: Instant
  readonly fraction: number
}

/** Decides what one answer does. */
export function deliveryEffect(answer: DeliveryAnswer, attempt: AnsweredAttempt): DeliveryEffect {
  if (answer.kind === "answered" && answer.status >= 200 && answer.status < 300) return { kind: "delivered" }
  if (answer.kind === "answered" && answer.status === 410) return { kind: "gone" }
  const step = schedule[attempt.number - 1]
  if (step === undefined) return { kind: "exhausted" }
  const scheduled = step * (1 - jitterShare + 2 * jitterShare * attempt.fraction)
  const wait = Math.max(scheduled, leastRest(answer), retryAfterMilliseconds(answer, attempt.at))
  return { kind: "retry", at: later(attempt.at, wait) }
}

/** True when an endpoint whose present run of failures began at `failingSince` must be turned off at `at`. */
export function failedTooLong(failingSince: Instant, at: Instant): boolean {
  return at - failingSince >= failingMilliseconds
}

function leastRest(answer: DeliveryAnswer): number {
  const overloaded = answer.kind === "answered" ? answer.status === 429 : answer.failure === "timeout"
  return overloaded ? restMilliseconds : 0
}

/** The wait that a 429 or 503 asks for, in seconds or as a date (RFC 9110 §10.2.3); 0 where it asks for none. */
function retryAfterMilliseconds(answer: DeliveryAnswer, at: Instant): number {
  if (answer.kind === "failed" || answer.retryAfter === null) return 0
  if (answer.status !== 429 && answer.status !== 503) return 0
  const text = answer.retryAfter.trim()
  const until = parseHttpDate(text)
  const wait = /^\d{1,10}$/.test(text) ? Number(text) * secondMilliseconds : (until ?? at) - at
  return Math.min(Math.max(wait, 0), maxRetryAfterMilliseconds)
}
