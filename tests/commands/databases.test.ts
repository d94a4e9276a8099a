import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { type Databases, openDatabases } from "#commands/databases.ts"
import { keepSecrets, type Secrets } from "#commands/secrets.ts"
import { readSettings, type Settings } from "#commands/settings.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

function settingsFrom(environment: Record<string, string>): Settings {
  const read = readSettings(environment)
  if (!read.ok) throw new Error(read.problem)
  return read.settings
}

function connect(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  onTestFinished(() => sql.end())
  return sql
}

describe("our own PostgreSQL", { timeout: 60_000 }, () => {
  let databases: Databases
  let settings: Settings
  let secrets: Secrets
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "civic-pay-test-"))
    // The server's account must be able to pass through.
    chmodSync(folder, 0o711)
    settings = settingsFrom({ DATA_FOLDER: folder })
    secrets = await keepSecrets(folder)
    databases = await openDatabases(settings, secrets)
    return async () => {
      await databases.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }, 60_000)

  it("lets the sandbox into its own database only", async () => {
    expect(await connect(databases.sandbox)`SELECT current_database() AS name`).toEqual([
      { name: "sandbox_acquirer" },
    ])
    const other = new URL(databases.sandbox)
    other.pathname = "/civic_pay"
    await expect(connect(other.href)`SELECT 1`).rejects.toThrow("permission denied for database")
  })

  it("gives the checkout no say over tables or history", async () => {
    const sql = connect(databases.checkout)
    expect(await sql`SELECT count(*)::int AS number FROM payment`).toEqual([{ number: 0 }])
    await expect(sql`DROP TABLE payment`).rejects.toThrow("must be owner")
    await expect(sql`DELETE FROM payment_event`).rejects.toThrow("permission denied")
    await expect(sql`CREATE TABLE own (a integer)`).rejects.toThrow("permission denied")
  })

  it("asks everybody for a password", async () => {
    const wrong = new URL(databases.owner)
    wrong.password = "wrong"
    await expect(connect(wrong.href)`SELECT 1`).rejects.toThrow("password authentication failed")
  })

  it("is opened again with everything in it", async () => {
    await connect(databases.owner)`CREATE TABLE kept AS SELECT 7 AS number`
    await databases.stop()
    databases = await openDatabases(settings, secrets)
    expect(await connect(databases.owner)`SELECT number FROM kept`).toEqual([{ number: 7 }])
  })
})

it("a PostgreSQL that cannot be prepared is not left running", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "civic-pay-test-"))
  chmodSync(folder, 0o711)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const secrets = { ...(await keepSecrets(folder)), sandbox_database_password: "it's" }
  await expect(openDatabases(settingsFrom({ DATA_FOLDER: folder }), secrets)).rejects.toThrow("must not")
  expect(readdirSync(join(folder, "postgres/data"))).not.toContain("postmaster.pid")
})

describe("an operator's database", () => {
  it("is migrated and left running", async () => {
    const { url } = await createTestDatabase({ migrated: false })
    const databases = await openDatabases(settingsFrom({ DATABASE_URL: url }), await anySecrets())
    await databases.stop()
    expect(databases).toMatchObject({ owner: url, checkout: url, sandbox: url })
    expect(await connect(url)`SELECT count(*)::int AS number FROM payment`).toEqual([{ number: 0 }])
  })
})

async function anySecrets(): Promise<Secrets> {
  const folder = mkdtempSync(join(tmpdir(), "civic-pay-test-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return keepSecrets(folder)
}
