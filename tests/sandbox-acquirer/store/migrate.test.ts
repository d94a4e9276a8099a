import { expect, it } from "vitest"
import { connect, schemaName } from "#sandbox-acquirer/store/connect.ts"
import { migrate } from "#sandbox-acquirer/store/migrate.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

it("two starts at once migrate once, and later ones not at all", async () => {
  const database = await createTestDatabase({ migrated: false })
  const ran = await Promise.all([migrate(database.url), migrate(database.url)])
  expect(ran.sort()).toEqual([0, 1])
  expect(await migrate(database.url)).toBe(0)
  await database.drop()
})

it("every table stays in its own schema, none with room for a card number", async () => {
  const database = await createTestDatabase({ migrated: false })
  await migrate(database.url)
  const sql = connect(database.url)
  const tables = await sql<{ table_schema: string }[]>`
    SELECT table_schema FROM information_schema.tables
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`
  expect(new Set(tables.map((row) => row.table_schema))).toEqual(new Set([schemaName]))
  const suspect = await sql`
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = ${schemaName} AND column_name ~ '(pan|cvc|cvv|card_number|cardholder)'`
  expect(suspect).toHaveLength(0)
  await sql.end()
  await database.drop()
})
