import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Connection } from "#db/connect.ts"
import { openConnection } from "#db/connect.ts"
import type { TestDatabase } from "#tests/support/test-database.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

let database: TestDatabase
let connection: Connection

beforeAll(async () => {
  database = await createTestDatabase()
  connection = openConnection(database.url, "text-array")
})
afterAll(async () => {
  await connection.close()
  await database.drop()
})

const lists: readonly (readonly (string | null)[])[] = [
  [],
  ["plain"],
  ["", " ", "two words", "a,b", "{c}"],
  ['"quoted"', "back\\slash", "\\", '\\"', "line\nbreak", "ŵ"],
  ["NULL", null, "null"],
]

describe("a list of texts", () => {
  it.each(lists.map((list) => [JSON.stringify(list), list] as const))(
    "%s comes back as it went",
    async (_, list) => {
      const [row] = await connection.database.$client`select ${[...list]}::text[] as list`
      expect(row).toEqual({ list })
    },
  )

  it("is read as PostgreSQL itself writes it", async () => {
    const [row] = await connection.database.execute(
      sql`select array['a', 'b c', 'd"e', 'f\\g', null, 'NULL'] as list`,
    )
    expect(row).toEqual({ list: ["a", "b c", 'd"e', "f\\g", null, "NULL"] })
  })
})
