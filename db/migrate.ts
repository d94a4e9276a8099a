import { fileURLToPath } from "node:url"
import { drizzle } from "drizzle-orm/postgres-js"
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator"
import postgres from "postgres"

/** Any constant will do: every migrating process must use the same one. */
const advisoryLock = 4_204_101

/** Brings the database at `ownerUrl` to the newest version. Processes that start together take turns. */
export async function migrate(ownerUrl: string): Promise<void> {
  const client = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(${advisoryLock})`
    await runMigrations(drizzle(client), {
      migrationsFolder: fileURLToPath(new URL("migrations", import.meta.url)),
    })
    await client`select pg_advisory_unlock(${advisoryLock})`
  } finally {
    await client.end({ timeout: 5 })
  }
}
