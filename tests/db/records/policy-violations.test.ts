import { expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { countViolation } from "#db/records/policy-violations.ts"
import { instant } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"
import { utcDay } from "#domain/utc-day.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const violation = { directive: "script-src", blocked: "inline", page: "/pay/:capability" }

async function count(at: number): Promise<boolean> {
  const time = instant(at)
  const counted = await inTransaction(till.council.outside.db, async (transaction) =>
    ok(await countViolation(transaction, { violation, day: utcDay(time), at: time })),
  )
  return counted.value
}

it("a kind of violation is first once a day, and its last time is kept", async () => {
  const morning = Date.UTC(2026, 10, 22, 9)
  const evening = Date.UTC(2026, 10, 22, 21)
  const tomorrow = Date.UTC(2026, 10, 23)
  expect([await count(morning), await count(evening), await count(tomorrow)]).toEqual([true, false, true])
  const rows = await till.sql`select day::text, count, first_at, last_at from policy_violation order by day`
  expect([...rows]).toEqual([
    { day: "2026-11-22", count: 2, first_at: new Date(morning), last_at: new Date(evening) },
    { day: "2026-11-23", count: 1, first_at: new Date(tomorrow), last_at: new Date(tomorrow) },
  ])
})
