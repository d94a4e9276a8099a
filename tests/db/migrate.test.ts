import { readdirSync, readFileSync } from "node:fs"
import postgres from "postgres"
import { describe, expect, it, onTestFinished } from "vitest"
import { migrate } from "#db/migrate.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

const folder = new URL("../../db/migrations/", import.meta.url)

interface Entry {
  readonly idx: number
  readonly when: number
  readonly tag: string
}

function journal(): readonly Entry[] {
  const { entries } = JSON.parse(readFileSync(new URL("meta/_journal.json", folder), "utf8")) as {
    entries: Entry[]
  }
  return entries
}

/** An empty database of one test's own. */
async function emptyDatabase() {
  const database = await createTestDatabase({ migrated: false })
  const sql = postgres(database.url, { max: 1, onnotice: () => {} })
  onTestFinished(async () => {
    await sql.end()
    await database.drop()
  })
  const applied = async () => {
    const rows =
      await sql`select created_at::bigint::text as at from drizzle.__drizzle_migrations order by id`
    return rows.map((row) => Number(row["at"]))
  }
  /** Columns, constraints, triggers, policies and rights: what a second run could have doubled or lost. */
  const shape = async () => {
    const [row] = await sql`select
      (select count(*)::int from information_schema.columns where table_schema = 'public') as columns,
      (select count(*)::int from pg_constraint where connamespace = 'public'::regnamespace) as constraints,
      (select count(*)::int from pg_trigger where not tgisinternal) as triggers,
      (select count(*)::int from pg_policies) as policies,
      (select count(*)::int from payment_transition) as moves`
    return row
  }
  return { url: database.url, sql, applied, shape }
}

describe("the migrations", () => {
  it("ascend, so that the migrator skips none", () => {
    const entries = journal()
    expect(entries.length).toBeGreaterThan(2)
    expect(entries.map((entry) => entry.idx)).toEqual(entries.map((_, index) => index))
    for (const [index, entry] of entries.entries()) {
      expect(entry.tag).toMatch(new RegExp(`^${String(index).padStart(4, "0")}_[a-z_]+$`))
      expect(entry.when).toBeGreaterThan(entries[index - 1]?.when ?? 0)
    }
  })

  it("are all in the journal", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".sql"))
    expect(files.sort()).toEqual(journal().map((entry) => `${entry.tag}.sql`))
  })

  it("run once, however often they are asked to", async () => {
    const database = await emptyDatabase()
    await migrate(database.url)
    const first = await database.shape()
    expect(await database.applied()).toEqual(journal().map((entry) => entry.when))
    await migrate(database.url)
    expect(await database.applied()).toEqual(journal().map((entry) => entry.when))
    expect(await database.shape()).toEqual(first)
  })

  it("take turns when processes start together", async () => {
    const database = await emptyDatabase()
    await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)])
    expect(await database.applied()).toEqual(journal().map((entry) => entry.when))
    expect(await database.sql`select 1 from payment_transition where from_state = 'captured'`).toHaveLength(2)
  })

  it("leave no lock behind when they fail", async () => {
    const database = await emptyDatabase()
    await database.sql`create table payment (id text)`
    await expect(migrate(database.url)).rejects.toThrow()
    await database.sql`drop table payment`
    await migrate(database.url)
    expect(await database.applied()).toEqual(journal().map((entry) => entry.when))
  })
})
