import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { healthRoutes } from "#routes/health.ts"
import { testOutside } from "#tests/support/outside.ts"
import type { TestDatabase } from "#tests/support/test-database.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function health(databaseUrl: string, path: string) {
  const outside = testOutside({ databaseUrl })
  const answer = await healthRoutes(outside).request(path)
  const body = await answer.text()
  await outside.close()
  return [answer.status, body]
}

// Nothing listens on port 1.
const away = "postgres://nobody@127.0.0.1:1/none"

describe("health", () => {
  it("is ready while the database answers", async () => {
    expect(await health(database.url, "/health/ready")).toEqual([200, '{"status":"ready"}'])
    expect(await health(database.url, "/health/live")).toEqual([200, '{"status":"live"}'])
  })

  it("is alive but not ready without it", async () => {
    expect(await health(away, "/health/ready")).toEqual([503, '{"status":"unready"}'])
    expect(await health(away, "/health/live")).toEqual([200, '{"status":"live"}'])
  })
})
