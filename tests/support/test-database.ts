import { randomBytes } from "node:crypto"
import postgres from "postgres"
import { inject } from "vitest"
import { templateName } from "./template-name.ts"

/** A database of one test file's own. */
export interface TestDatabase {
  /** URL of its owner, a superuser, on 127.0.0.1. */
  readonly url: string
  /** Ends every session in it and removes it. Forgetting it is harmless: the whole server goes at the end. */
  drop(): Promise<void>
}

/** Makes a database in the run's throw-away PostgreSQL: a copy of the migrated template, or an empty one. */
export async function createTestDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const adminUrl = inject("testDatabaseAdminUrl")
  const name = `test_${randomBytes(8).toString("hex")}`
  const template = (options.migrated ?? true) ? templateName : "template1"
  await run(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function run(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}
