import type { Outside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { forgetAnswers } from "#db/records/idempotency.ts"
import { ok } from "#domain/problem.ts"

/** Answers one run forgets: few enough that it holds no lock for long. */
const batchSize = 500

/** Forgets answers to keyed requests that are past their life: their keys may be used anew. Returns how many. */
export async function forgetOldAnswers(outside: Outside): Promise<number> {
  const forgotten = await inRepeatableTransaction(outside.db, async (transaction) =>
    ok(await forgetAnswers(transaction, { now: outside.clock.now(), limit: batchSize })),
  )
  return forgotten.value
}
