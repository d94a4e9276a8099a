import { describe, expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { findAnswer } from "#db/queries/idempotency.ts"
import { forgetAnswers, keepAnswer } from "#db/records/idempotency.ts"
import type { KeyedRequest } from "#domain/idempotency.ts"
import { answerLifeMilliseconds } from "#domain/idempotency.ts"
import type { Instant } from "#domain/instant.ts"
import { instant, later } from "#domain/instant.ts"
import { ok, refuse } from "#domain/problem.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const at = instant(Date.UTC(2026, 10, 22, 9, 30))

async function requestWith(key: string, fingerprint = "a".repeat(64)): Promise<KeyedRequest> {
  const { service } = await till.council.page("council-tax")
  return { serviceId: service.id, buyerId: service.buyerId, mode: service.mode, key, fingerprint, at }
}

/** Keeps `value` as the answer, and commits where it is kept. */
async function keep(request: KeyedRequest, value: string, now: Instant = at): Promise<boolean> {
  const seen = { ...request, at: now }
  const kept = await inTransaction(till.council.outside.db, async (transaction) => {
    const answer = (body: string) => ({ status: 202, body })
    const isKept = await keepAnswer(transaction, { request: seen, answer }, { value, at: now })
    return isKept ? ok(null) : refuse("request_repeated")
  })
  return kept.ok
}

async function answerOf(request: KeyedRequest, now: Instant = at) {
  return (await findAnswer(till.council.outside.db, request, now))?.body ?? null
}

describe("the answer to a keyed request", () => {
  it("is kept once", async () => {
    const request = await requestWith("once")
    expect(await keep(request, "first")).toBe(true)
    expect(await keep(request, "second")).toBe(false)
    expect(await keep({ ...request, fingerprint: "b".repeat(64) }, "third")).toBe(false)
    expect(await answerOf(request)).toBe("first")
  })

  it("is gone with the transaction that it was kept in", async () => {
    const request = await requestWith("rolled-back")
    await inTransaction(till.council.outside.db, async (transaction) => {
      const answer = () => ({ status: 204, body: null })
      expect(await keepAnswer(transaction, { request, answer }, { value: null, at })).toBe(true)
      return refuse("payment_changed")
    })
    expect(await findAnswer(till.council.outside.db, request, at)).toBeNull()
    expect(await keep(request, "after")).toBe(true)
  })

  it("holds the key while it is being kept, without anybody waiting", async () => {
    const request = await requestWith("in-progress")
    await inTransaction(till.council.outside.db, async (transaction) => {
      const answer = () => ({ status: 202, body: "first" })
      expect(await keepAnswer(transaction, { request, answer }, { value: null, at })).toBe(true)
      expect(await keep(request, "second")).toBe(false)
      expect(await keep({ ...request, key: "another" }, "of another key")).toBe(true)
      return ok(null)
    })
    expect(await answerOf(request)).toBe("first")
  })

  it("is not kept by a request that slept as long as answers live", async () => {
    const request = await requestWith("slept")
    const late = async (milliseconds: number) =>
      await inTransaction(till.council.outside.db, async (transaction) => {
        const answer = () => ({ status: 204, body: null })
        const done = { value: null, at: later(at, milliseconds) }
        return (await keepAnswer(transaction, { request, answer }, done))
          ? ok(null)
          : refuse("request_repeated")
      })
    expect(await late(answerLifeMilliseconds)).toMatchObject({ ok: false })
    expect(await late(answerLifeMilliseconds - 1)).toMatchObject({ ok: true })
  })

  it("is not asked for without a key", async () => {
    await inTransaction(till.council.outside.db, async (transaction) => {
      expect(await keepAnswer(transaction, undefined, { value: null, at })).toBe(true)
      return ok(null)
    })
    const [count] = await till.sql`select count(*)::int as count from idempotency_key where key = ''`
    expect(count).toEqual({ count: 0 })
  })

  it("makes way after its life", async () => {
    const request = await requestWith("expired")
    await keep(request, "first")
    const end = later(at, answerLifeMilliseconds)
    expect(await keep(request, "too early", later(end, -1))).toBe(false)
    expect(await keep(request, "second", end)).toBe(true)
    expect(await answerOf(request, end)).toBe("second")
  })

  it("never holds a card number", async () => {
    const request = await requestWith("card")
    await expect(keep(request, '{"reference":"4242 4242 4242 4242"}')).rejects.toMatchObject({
      cause: { constraint_name: "idempotency_key_no_card_number" },
    })
  })
})

describe("forgetting", () => {
  it("takes what is past its life, the oldest first, in batches", async () => {
    const { db } = till.council.outside
    await till.sql`delete from idempotency_key`
    const keys = ["f1", "f2", "f3"]
    for (const [index, key] of keys.entries()) await keep(await requestWith(key), key, later(at, index))
    const forget = async (now: Instant, limit: number) =>
      await inTransaction(db, async (transaction) => ok(await forgetAnswers(transaction, { now, limit })))
    const left = async () =>
      (await till.sql`select key from idempotency_key order by key`).map((row) => row["key"])
    expect(await forget(later(at, answerLifeMilliseconds - 1), 10)).toEqual(ok(0))
    expect(await forget(later(at, answerLifeMilliseconds + 1), 1)).toEqual(ok(1))
    expect(await left()).toEqual(["f2", "f3"])
    expect(await forget(later(at, answerLifeMilliseconds + 1), 10)).toEqual(ok(1))
    expect(await left()).toEqual(["f3"])
  })
})
