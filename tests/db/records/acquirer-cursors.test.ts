import { expect, it } from "vitest"
import { recordCursor } from "#db/records/acquirer-cursors.ts"
import { instant } from "#domain/instant.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

it("an acquirer has one place in its list, with the time of reading", async () => {
  const { db } = till.council.outside
  for (const [cursor, at] of [["chg_1", 1_000] as const, ["chg_2", 2_000] as const]) {
    const readAt = instant(at)
    await db.transaction((transaction) => recordCursor(transaction, { acquirer: "sandbox", cursor, readAt }))
  }
  expect(await till.sql`select acquirer, cursor, read_at from acquirer_cursor`).toEqual([
    { acquirer: "sandbox", cursor: "chg_2", read_at: new Date(2_000) },
  ])
})
