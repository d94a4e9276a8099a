import postgres from "postgres"
import { expect, it } from "vitest"
import { createTestDatabase } from "#tests/support/test-database.ts"

it("x", async () => {
  const d = await createTestDatabase({ migrated: false })
  const sql = postgres(d.url)
  expect((await sql`select 1 as a`)[0]!.a).toBe(1)
  await sql.end()
  await d.drop()
  await expect(fetch("http://192.0.2.1/")).rejects.toThrow()
})
