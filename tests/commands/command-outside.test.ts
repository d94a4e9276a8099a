import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { describe, expect, it, onTestFinished } from "vitest"
import { openCommand } from "#commands/command-outside.ts"
import { openDatabases } from "#commands/databases.ts"
import { keepSecrets } from "#commands/secrets.ts"
import { readSettings } from "#commands/settings.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { deployment } from "./run-command.ts"
import { temporaryFolder } from "./temporary-folder.ts"

async function opened(environment: Readonly<Record<string, string>>) {
  const command = await openCommand(environment, "test")
  if (!command.ok) throw new Error(command.problem)
  onTestFinished(() => command.close())
  return command.outside
}

async function problemOf(environment: Readonly<Record<string, string>>) {
  const command = await openCommand(environment, "test")
  return command.ok ? null : command.problem
}

/** The data folder of a start whose database still runs. */
async function startedFolder(): Promise<string> {
  const folder = temporaryFolder()
  // The server's account must be able to pass through.
  chmodSync(folder, 0o711)
  const read = readSettings({ DATA_FOLDER: folder })
  if (!read.ok) throw new Error(read.problem)
  const databases = await openDatabases(read.settings, await keepSecrets(folder))
  onTestFinished(() => databases.stop())
  const demo = { checkout_url: "http://localhost:4000", acquirer_url: "http://localhost:4002" }
  writeFileSync(join(folder, "demo.json"), JSON.stringify(demo))
  return folder
}

describe("a command beside npm start", { timeout: 60_000 }, () => {
  it("finds its database, and comes as the checkout's login", async () => {
    const { db, addresses } = await opened({ DATA_FOLDER: await startedFolder() })
    expect(await db.execute(sql`select session_user, current_user`)).toMatchObject([
      { session_user: "civic_pay_checkout", current_user: "civic_pay_app" },
    ])
    expect(addresses.checkout).toBe("http://localhost:4000")
  })

  it("says where nothing runs", async () => {
    const folder = temporaryFolder()
    expect(await problemOf({ DATA_FOLDER: folder })).toContain(`is not running on the folder`)
  })
})

describe("a command of a deployment", () => {
  it("works as the processes' role on the named database", async () => {
    const { url } = await createTestDatabase()
    const { db } = await opened(deployment(url))
    expect(await db.execute(sql`select current_user`)).toMatchObject([{ current_user: "civic_pay_app" }])
  })

  it("names the settings that are missing", async () => {
    const { SANDBOX_API_KEY, ...rest } = deployment("postgres://nobody@127.0.0.1:1/none")
    expect(SANDBOX_API_KEY).toBeTypeOf("string")
    expect(await problemOf(rest)).toBe("SANDBOX_API_KEY is missing")
  })

  it("says why a database does not answer, without its address", async () => {
    const { url, drop } = await createTestDatabase()
    await drop()
    const problem = await problemOf(deployment(url))
    expect(problem).toMatch(/^The database does not answer: database "test_\w+" does not exist$/)
    const nobody = await problemOf(deployment("postgres://nobody@127.0.0.1:1/none"))
    expect(nobody).toBe(
      "The database does not answer: nothing runs there. Is Civic Pay running? Try npm start.",
    )
  })
})
