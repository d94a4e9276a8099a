import { describe, expect, it, onTestFinished } from "vitest"
import { openConnection } from "#db/connect.ts"
import { freePort } from "#db/embedded.ts"
import { databaseAnswers } from "#db/queries/health.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

describe("the database", () => {
  it("answers while it is there", async () => {
    const { url, drop } = await createTestDatabase()
    const { database, close } = openConnection(url, "health")
    onTestFinished(close)
    expect(await databaseAnswers(database)).toBe(true)
    await drop()
    expect(await databaseAnswers(database)).toBe(false)
  })

  it("does not answer where nothing listens", async () => {
    const port = await freePort()
    const { database, close } = openConnection(`postgres://nobody:nothing@127.0.0.1:${port}/none`, "health")
    onTestFinished(close)
    expect(await databaseAnswers(database)).toBe(false)
  })
})
