import { describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import type { DeliveryAnswer } from "#domain/webhooks/retry.ts"
import { deliveryEffect, failedTooLong, maxDeliveryAttempts } from "#domain/webhooks/retry.ts"

const at = instant(Date.parse("2026-11-22T09:30:00Z"))
const day = 24 * 3600
const answered = (status: number, retryAfter: string | null = null): DeliveryAnswer => ({
  kind: "answered",
  status,
  retryAfter,
})

/** Seconds until the next attempt; null where there is none. */
function wait(answer: DeliveryAnswer, number = 1, fraction = 0.5): number | null {
  const effect = deliveryEffect(answer, { number, at, fraction })
  return effect.kind === "retry" ? (effect.at - at) / 1000 : null
}

describe("retry schedule", () => {
  it("waits 75.6 hours over ten attempts", () => {
    const waits = Array.from({ length: 9 }, (_, index) => wait(answered(500), index + 1) ?? 0)
    expect(waits).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
    expect(waits.reduce((sum, one) => sum + one, 0) / 3600).toBeCloseTo(75.6, 1)
    expect(maxDeliveryAttempts).toBe(10)
  })

  it("moves each wait by a fifth at most", () => {
    expect(wait(answered(500), 2, 0)).toBe(240)
    expect(wait(answered(500), 2, 0.999_999)).toBeCloseTo(360, 1)
  })

  it.each([answered(500), answered(429, "60"), { kind: "failed", failure: "timeout" } as const])(
    "gives up after the tenth attempt: %j",
    (answer) => {
      expect(deliveryEffect(answer, { number: 10, at, fraction: 0.5 })).toEqual({ kind: "exhausted" })
    },
  )
})

describe("answers", () => {
  it.each([200, 201, 204, 299])("%i delivers, even at the tenth attempt", (status) => {
    expect(deliveryEffect(answered(status), { number: 10, at, fraction: 0 })).toEqual({ kind: "delivered" })
  })

  it("410 turns the endpoint off", () => {
    expect(deliveryEffect(answered(410), { number: 1, at, fraction: 0 })).toEqual({ kind: "gone" })
  })

  it.each([199, 301, 400, 401, 404, 500, 503])("%i takes the next step", (status) => {
    expect(wait(answered(status))).toBe(5)
  })

  it.each(["connect", "dns", "blocked_address", "tls", "reset", "too_large", "redirect"] as const)(
    "%s takes the next step",
    (failure) => {
      expect(wait({ kind: "failed", failure })).toBe(5)
    },
  )

  it("a time-out and 429 rest a minute", () => {
    expect(wait({ kind: "failed", failure: "timeout" })).toBe(60)
    expect(wait(answered(429))).toBe(60)
    expect(wait({ kind: "failed", failure: "timeout" }, 2)).toBe(300)
  })
})

describe("Retry-After", () => {
  it.each([
    ["seconds", answered(503, "600"), 600],
    ["seconds with blanks", answered(429, " 600 "), 600],
    ["a date", answered(503, "Sun, 22 Nov 2026 10:30:00 GMT"), 3600],
    ["a day at most", answered(503, "9999999"), day],
    ["a far date", answered(503, "Sun, 22 Nov 2037 10:30:00 GMT"), day],
    ["less than the schedule", answered(503, "1"), 5],
    ["zero", answered(503, "0"), 5],
    ["less than the rest of 429", answered(429, "10"), 60],
    ["a past date", answered(503, "Sun, 22 Nov 2026 08:30:00 GMT"), 5],
    ["a negative number", answered(503, "-600"), 5],
    ["a fraction", answered(503, "600.5"), 5],
    ["words", answered(503, "later"), 5],
    ["nothing", answered(503, ""), 5],
    ["twenty digits", answered(503, "99999999999999999999"), 5],
    ["another status", answered(500, "600"), 5],
  ])("%s", (_name, answer, seconds) => {
    expect(wait(answer)).toBe(seconds)
  })
})

describe("a failing endpoint", () => {
  it("is off after five days of failures", () => {
    expect(failedTooLong(at, instant(at + 5 * day * 1000 - 1))).toBe(false)
    expect(failedTooLong(at, instant(at + 5 * day * 1000))).toBe(true)
  })
})
