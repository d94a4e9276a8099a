import { expect, it } from "vitest"
import { connect, schemaName } from "#sandbox-acquirer/store/connect.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

it("every session has its schema and its time limits", async () => {
  const database = await createTestDatabase({ migrated: false })
  const sql = connect(database.url)
  const [settings] = await sql`
    SELECT current_setting('search_path') AS path, current_setting('statement_timeout') AS statement,
      current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle`
  expect(settings).toEqual({ path: schemaName, statement: "5s", lock: "2s", idle: "10s" })
  await sql.end()
  await database.drop()
})
