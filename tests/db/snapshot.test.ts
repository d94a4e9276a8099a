import { sql } from "drizzle-orm"
import { expect, it } from "vitest"
import { inSnapshot } from "#db/snapshot.ts"
import { aNewPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

it("shows one unmoving picture, whatever is committed meanwhile", async () => {
  const counts = await inSnapshot(till.council.outside.db, async (reader) => {
    const before = await reader.execute(sql`select count(*)::int as n from payment`)
    await aNewPayment(till.council)
    return [before[0]?.["n"], (await reader.execute(sql`select count(*)::int as n from payment`))[0]?.["n"]]
  })
  expect(counts).toEqual([0, 0])
  expect(await till.sql`select count(*)::int as n from payment`).toEqual([{ n: 1 }])
})

it("writes nothing", async () => {
  const writing = inSnapshot(till.council.outside.db, (reader) =>
    reader.execute(sql`update payment set version = version + 1`),
  )
  await expect(writing).rejects.toMatchObject({ code: "25006" })
})
