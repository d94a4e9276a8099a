import { expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { findAnswer } from "#db/queries/idempotency.ts"
import { keepAnswer } from "#db/records/idempotency.ts"
import { answerLifeMilliseconds } from "#domain/idempotency.ts"
import { instant, later } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const at = instant(Date.UTC(2026, 10, 22, 9, 30))

it("an answer is found by service, mode and key, for seven days", async () => {
  const { db } = till.council.outside
  const { service } = await till.council.page("council-tax")
  const request = {
    serviceId: service.id,
    buyerId: service.buyerId,
    mode: "test",
    key: "Key-1",
    fingerprint: "a".repeat(64),
  } as const
  expect(await findAnswer(db, request, at)).toBeNull()
  await inTransaction(db, async (transaction) => {
    const answer = (body: string) => ({ status: 202, body })
    return ok(await keepAnswer(transaction, { request: { ...request, at }, answer }, { value: "{}", at }))
  })
  const kept = { fingerprint: request.fingerprint, status: 202, body: "{}" }
  expect(await findAnswer(db, request, at)).toEqual(kept)
  // Told also to another request with the key: it must know that it is another.
  expect(await findAnswer(db, { ...request, fingerprint: "b".repeat(64) }, at)).toEqual(kept)
  expect(await findAnswer(db, request, later(at, answerLifeMilliseconds - 1))).toEqual(kept)
  expect(await findAnswer(db, request, later(at, answerLifeMilliseconds))).toBeNull()
  for (const other of [{ key: "key-1" }, { mode: "live" as const }, { serviceId: "another" }]) {
    expect(await findAnswer(db, { ...request, ...other }, at)).toBeNull()
  }
})
