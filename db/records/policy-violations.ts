import { eq, sql } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { policyViolation } from "#db/schema/security.ts"
import type { Instant } from "#domain/instant.ts"
import type { PolicyViolation } from "#domain/security/policy-violation.ts"
import type { UtcDay } from "#domain/utc-day.ts"

/** Anybody can send reports: so many kinds of one day are enough to know by. */
const mostKindsADay = 500

/** Counts a violation. True where it is the first of its kind that day; false too where the day has enough kinds. */
export async function countViolation(
  transaction: Transaction,
  seen: { readonly violation: PolicyViolation; readonly day: UtcDay; readonly at: Instant },
): Promise<boolean> {
  const { violation, day, at } = seen
  const kinds = await transaction.$count(policyViolation, eq(policyViolation.day, day))
  if (kinds >= mostKindsADay) return false
  const [row] = await transaction
    .insert(policyViolation)
    .values({ ...violation, day, count: 1, firstAt: at, lastAt: at })
    .onConflictDoUpdate({
      target: [policyViolation.day, policyViolation.directive, policyViolation.blocked, policyViolation.page],
      set: { count: sql`${policyViolation.count} + 1`, lastAt: at },
    })
    .returning({ count: policyViolation.count })
  return row?.count === 1
}
