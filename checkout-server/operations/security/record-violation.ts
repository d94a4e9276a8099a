import type { Outside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import { countViolation } from "#db/records/policy-violations.ts"
import { ok } from "#domain/problem.ts"
import type { PolicyViolation } from "#domain/security/policy-violation.ts"
import { utcDay } from "#domain/utc-day.ts"

/** Keeps what a browser stopped on a page of ours; the first of a kind each day is warned of. */
export async function recordViolation(outside: Outside, violation: PolicyViolation): Promise<void> {
  const at = outside.clock.now()
  const first = await inTransaction(outside.db, async (transaction) =>
    ok(await countViolation(transaction, { violation, day: utcDay(at), at })),
  )
  if (first.value) outside.log.warn({ ...violation }, "a browser stopped something on a page")
}
