import { readFileSync } from "node:fs"
import postgres from "postgres"
import { schemaName } from "./connect.ts"

/** In order; a file is never edited after release, and the position is its version. */
const migrationFiles = [
  "0001-initial.sql",
  "0002-disputes-and-books.sql",
  "0003-stripe.sql",
  "0004-saved-cards.sql",
]

/** Any number that no other program of the database uses; held while tables change, so that two starts queue. */
const migrationLock = 7_219_034_518
/** How long a start waits for another process's migration. */
const lockMilliseconds = 30_000

/** Brings the schema up to date, creating it where absent. Returns how many migrations ran. Safe to run again. */
export async function migrate(databaseUrl: string): Promise<number> {
  const sql = postgres(databaseUrl, {
    max: 1,
    onnotice: () => undefined,
    connection: {
      application_name: "sandbox-acquirer migrate",
      search_path: schemaName,
      lock_timeout: lockMilliseconds,
    },
  })
  try {
    await sql`SELECT pg_advisory_lock(${migrationLock})`
    await sql`CREATE SCHEMA IF NOT EXISTS ${sql(schemaName)}`
    await sql`CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)`
    const [row] = await sql<{ version: number | null }[]>`SELECT max(version) AS version FROM schema_version`
    const current = row?.version ?? 0
    for (const [index, file] of migrationFiles.entries()) {
      if (index >= current) await runMigration(sql, { version: index + 1, file })
    }
    return Math.max(0, migrationFiles.length - current)
  } finally {
    // The lock ends with its session.
    await sql.end()
  }
}

async function runMigration(sql: postgres.Sql, migration: { version: number; file: string }): Promise<void> {
  const text = readFileSync(new URL(migration.file, import.meta.url), "utf8")
  await sql.begin(async (tx) => {
    await tx.unsafe(text)
    await tx`INSERT INTO schema_version (version) VALUES (${migration.version})`
  })
}
