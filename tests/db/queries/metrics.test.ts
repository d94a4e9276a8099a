import { expect, it } from "vitest"
import { readStanding } from "#db/queries/metrics.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

it("a standing is given up after two seconds", async () => {
  await till.sql.begin(async (sql) => {
    await sql`lock table operation in access exclusive mode`
    await expect(readStanding(till.council.outside.db)).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/^(?:57014|55P03)$/) },
    })
  })
  expect(await readStanding(till.council.outside.db)).toEqual({
    cases: new Map(),
    operations: [],
    deliveries: [],
    notifications: { count: 0, oldest: null },
    differences: 0,
    reconciledDay: null,
    changesReadAt: null,
  })
})
