import { describe, expect, it } from "vitest"
import type { Instant } from "#domain/instant.ts"
import { instant, later } from "#domain/instant.ts"
import type { Operation } from "#domain/payments/operation.ts"
import {
  nextChallengeSync,
  nextSync,
  openOperationStates,
  operationStates,
  preparedOperation,
  sentOperation,
} from "#domain/payments/operation.ts"

const at = instant(Date.UTC(2026, 10, 22, 9, 30))
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const facts = {
  id: "op",
  kind: "authorise",
  acquirerPaymentId: "acq",
  request: { token: "tok" },
  at,
} as const
const payment = { id: "payment", buyerId: "buyer" }
const operation = sentOperation(payment, { ...facts, timeoutMilliseconds: 50 * second })

/** Every sync of an operation that never gets an answer: waits in seconds, and when it is given up. */
function waitsOf(unanswered: Operation, fraction: number) {
  const waits: number[] = []
  let now: Instant = unanswered.createdAt
  for (let syncs = 0; syncs < 1_000; syncs += 1) {
    const next = nextSync({ ...unanswered, syncs }, now, fraction)
    if (next === null) return { waits, endedAfter: now - unanswered.createdAt }
    waits.push((next - now) / second)
    now = next
  }
  throw new Error("it never ends")
}

describe("an operation", () => {
  it("that is sent may be swept once its call must have ended", () => {
    expect(operation).toEqual({
      id: "op",
      paymentId: "payment",
      kind: "authorise",
      state: "sent",
      idempotencyKey: "v1:buyer:op",
      acquirerPaymentId: "acq",
      refundId: null,
      disputeId: null,
      request: { token: "tok" },
      syncs: 0,
      nextSyncAt: later(at, minute),
      refusal: null,
      createdAt: at,
      sentAt: at,
      returnedAt: null,
    })
  })

  it("that is prepared was never sent and is due at once", () => {
    expect(preparedOperation(payment, facts)).toMatchObject({
      state: "prepared",
      sentAt: null,
      nextSyncAt: at,
    })
  })

  it("that refunds names its refund, and shares its key with no other", () => {
    const refund = preparedOperation(payment, { ...facts, kind: "refund", refundId: "refund" })
    expect(refund).toMatchObject({ kind: "refund", refundId: "refund", idempotencyKey: "v1:buyer:op" })
    const other = preparedOperation(payment, { ...facts, id: "op_2", kind: "refund", refundId: "other" })
    expect(other.idempotencyKey).toBe("v1:buyer:op_2")
  })

  it("is open in four of its states", () => {
    expect(operationStates.slice(0, 4)).toEqual([...openOperationStates])
    expect(operationStates).toHaveLength(8)
  })
})

const capture = { ...operation, kind: "capture" } as const

describe("an unanswered operation", () => {
  it("that charges is released after fifteen minutes, to the millisecond", () => {
    const { waits } = waitsOf(operation, 0.5)
    expect(waits.slice(0, 6)).toEqual([2, 5, 15, 60, 300, 518])
    expect(waits.slice(0, 6).reduce((sum, wait) => sum + wait, 0)).toBe(900)
  })

  it("is asked about as published, then given to people", () => {
    const { waits, endedAfter } = waitsOf(capture, 0.5)
    expect(waits.slice(0, 6)).toEqual([2, 5, 15, 60, 300, 900])
    expect(waits.slice(6, 29)).toEqual(Array.from({ length: 23 }, () => 3_600))
    expect(new Set(waits.slice(29))).toEqual(new Set([6 * 3_600]))
    expect(endedAfter).toBeGreaterThanOrEqual(14 * day)
    expect(endedAfter).toBeLessThan(14 * day + 6 * hour)
  })

  it.each([
    [0, 0.8],
    [0.25, 0.9],
    [0.75, 1.1],
    [0.999_999, 1.2],
  ])("strays by a fifth at most: %d", (fraction, factor) => {
    const waits = waitsOf(capture, fraction).waits.slice(0, 30)
    for (const [index, wait] of waitsOf(capture, 0.5).waits.slice(0, 30).entries())
      expect(waits[index]).toBeCloseTo(wait * factor, 1)
  })

  it("is given up at fourteen days to the millisecond", () => {
    const old = { ...operation, syncs: 80 }
    expect(nextSync(old, later(at, 14 * day - 1), 0.5)).toBe(later(at, 14 * day - 1 + 6 * hour))
    expect(nextSync(old, later(at, 14 * day), 0.5)).toBeNull()
  })
})

describe("a payee at the bank", () => {
  it("is asked about after a minute, then every five", () => {
    expect(nextChallengeSync(operation, at)).toBe(later(at, minute))
    for (const syncs of [1, 2, 50])
      expect(nextChallengeSync({ ...operation, syncs }, at)).toBe(later(at, 5 * minute))
  })
})
