import postgres from "postgres"
import { expect, it, onTestFinished } from "vitest"
import { createTestDatabase } from "./test-database.ts"

function connect(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  onTestFinished(() => sql.end())
  return sql
}

it("a test database is migrated and its test's alone", async () => {
  const [one, other] = [await createTestDatabase(), await createTestDatabase()]
  await connect(one.url)`CREATE TABLE own AS SELECT 1 AS number`
  await expect(connect(other.url)`SELECT number FROM own`).rejects.toThrow("does not exist")
  expect(await connect(other.url)`SELECT count(*)::int AS number FROM payment`).toEqual([{ number: 0 }])
})

it("a test database can be empty", async () => {
  const { url } = await createTestDatabase({ migrated: false })
  await expect(connect(url)`SELECT 1 FROM payment`).rejects.toThrow("does not exist")
})

it("a dropped test database is gone, sessions and all", async () => {
  const { url, drop } = await createTestDatabase()
  await connect(url)`SELECT 1`
  await drop()
  await expect(connect(url)`SELECT 1`).rejects.toThrow("does not exist")
})
