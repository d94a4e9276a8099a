import { and, eq, lte, sql } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { idempotencyKey } from "#db/schema/idempotency.ts"
import type { Idempotency, KeptAnswer, KeyedRequest } from "#domain/idempotency.ts"
import { answerLifeMilliseconds } from "#domain/idempotency.ts"
import type { Instant } from "#domain/instant.ts"
import { later } from "#domain/instant.ts"

/**
 * Keeps the answer to a keyed request with its effect, in the effect's own transaction. False where the key is taken,
 * by a request that is done or by one that is being done now: nothing may be kept of this transaction. The lock ends
 * with the transaction, so a process that dies leaves nothing in progress. A request that slept for the life of an
 * answer comes too late: what another did under its key may be forgotten. Without a key there is nothing to keep.
 */
export async function keepAnswer<T>(
  transaction: Transaction,
  idempotency: Idempotency<T> | undefined,
  done: { readonly value: T; readonly at: Instant },
): Promise<boolean> {
  if (idempotency === undefined) return true
  const { request } = idempotency
  if (done.at - request.at >= answerLifeMilliseconds) return false
  const answer = idempotency.answer(done.value)
  if (await insertAlone(transaction, { request, answer, at: done.at })) return true
  return (
    (await forgetExpired(transaction, request, done.at)) &&
    (await insertAlone(transaction, { request, answer, at: done.at }))
  )
}

/** One statement: takes the key's lock, and writes where nobody else has it and nothing stands under the key. */
async function insertAlone(
  transaction: Transaction,
  row: { readonly request: KeyedRequest; readonly answer: KeptAnswer; readonly at: Instant },
): Promise<boolean> {
  const { request, answer } = row
  const lock = JSON.stringify(["idempotency", request.serviceId, request.mode, request.key])
  const createdAt = sql.param(row.at, idempotencyKey.createdAt)
  const inserted = await transaction.execute(sql`
    insert into idempotency_key (service_id, buyer_id, mode, key, fingerprint, status, body, created_at)
    select ${request.serviceId}, ${request.buyerId}, ${request.mode}, ${request.key}, ${request.fingerprint},
      ${answer.status}::integer, ${answer.body}, ${createdAt}::timestamptz
    where pg_try_advisory_xact_lock(hashtextextended(${lock}, 0))
    on conflict (service_id, mode, key) do nothing
    returning key`)
  return inserted.length === 1
}

/** An answer past its life counts as absent. */
async function forgetExpired(
  transaction: Transaction,
  request: KeyedRequest,
  now: Instant,
): Promise<boolean> {
  const forgotten = await transaction
    .delete(idempotencyKey)
    .where(
      and(
        eq(idempotencyKey.serviceId, request.serviceId),
        eq(idempotencyKey.mode, request.mode),
        eq(idempotencyKey.key, request.key),
        lte(idempotencyKey.createdAt, later(now, -answerLifeMilliseconds)),
      ),
    )
    .returning({ key: idempotencyKey.key })
  return forgotten.length === 1
}

/** Forgets answers past their life, the oldest first; at most `limit`. Returns how many. */
export async function forgetAnswers(
  transaction: Transaction,
  input: { readonly now: Instant; readonly limit: number },
): Promise<number> {
  const before = sql.param(later(input.now, -answerLifeMilliseconds), idempotencyKey.createdAt)
  const forgotten = await transaction.execute(sql`
    delete from idempotency_key where (service_id, mode, key) in (
      select service_id, mode, key from idempotency_key where created_at <= ${before}
      order by created_at limit ${input.limit})
    and created_at <= ${before} returning key`)
  return forgotten.length
}
