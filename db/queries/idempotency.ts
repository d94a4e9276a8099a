import { and, eq, gt } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { idempotencyKey } from "#db/schema/idempotency.ts"
import type { KeptAnswer, KeyedRequest } from "#domain/idempotency.ts"
import { answerLifeMilliseconds } from "#domain/idempotency.ts"
import type { Instant } from "#domain/instant.ts"
import { later } from "#domain/instant.ts"

/** What was answered under the request's key, to this request or to another; null where nothing is known any more. */
export async function findAnswer(
  reader: Reader,
  request: Omit<KeyedRequest, "at">,
  now: Instant,
): Promise<(KeptAnswer & { readonly fingerprint: string }) | null> {
  const [row] = await reader
    .select({
      fingerprint: idempotencyKey.fingerprint,
      status: idempotencyKey.status,
      body: idempotencyKey.body,
    })
    .from(idempotencyKey)
    .where(
      and(
        eq(idempotencyKey.serviceId, request.serviceId),
        eq(idempotencyKey.mode, request.mode),
        eq(idempotencyKey.key, request.key),
        gt(idempotencyKey.createdAt, later(now, -answerLifeMilliseconds)),
      ),
    )
  return row ?? null
}
