import { join } from "node:path"
import postgres from "postgres"
import { type EmbeddedPostgres, startEmbedded } from "#db/embedded.ts"
import { runningPort } from "#db/embedded-lock.ts"
import { migrate } from "#db/migrate.ts"
import type { Secrets } from "./secrets.ts"
import type { Settings } from "./settings.ts"

/** The databases of a start, migrated. Each party gets an address of its own. */
export interface Databases {
  /** The owner's: for migrating and seeding only. */
  readonly owner: string
  /** The checkout's and the worker's. */
  readonly checkout: string
  readonly sandbox: string
  /** Stops PostgreSQL when it is ours. */
  stop(): Promise<void>
}

const checkoutDatabase = "civic_pay"
const sandboxDatabase = "sandbox_acquirer"
/** A member of civic_pay_app: owns nothing, so it cannot change tables or history. */
const checkoutLogin = "civic_pay_checkout"
const sandboxLogin = "sandbox_acquirer"

/** Opens the operator's database, or starts our own with a login for each party, and migrates it. */
export async function openDatabases(settings: Settings, secrets: Secrets): Promise<Databases> {
  const { databaseUrl, sandboxDatabaseUrl } = settings
  if (databaseUrl !== null) {
    await migrate(databaseUrl)
    const sandbox = sandboxDatabaseUrl ?? databaseUrl
    return { owner: databaseUrl, checkout: databaseUrl, sandbox, stop: async () => {} }
  }
  const server = await startEmbedded({
    folder: join(settings.dataFolder, "postgres"),
    password: secrets.postgres_password,
    port: settings.postgresPort,
    durability: "kept",
  })
  const owner = server.url(checkoutDatabase)
  try {
    await prepareParties(server, secrets)
    await migrate(owner)
    await allowCheckout(owner, secrets)
  } catch (error) {
    await server.stop("fast")
    throw error
  }
  return {
    owner,
    checkout: addressFor(owner, checkoutLogin, secrets.checkout_database_password),
    sandbox: addressFor(server.url(sandboxDatabase), sandboxLogin, secrets.sandbox_database_password),
    stop: () => server.stop("fast"),
  }
}

/** Where a running start has the checkout's database, for the checkout's login; null where none runs. */
export async function runningCheckout(settings: Settings, secrets: Secrets): Promise<string | null> {
  if (settings.databaseUrl !== null) return settings.databaseUrl
  const port = await runningPort(join(settings.dataFolder, "postgres"))
  if (port === null) return null
  const place = `postgres://127.0.0.1:${port}/${checkoutDatabase}`
  return addressFor(place, checkoutLogin, secrets.checkout_database_password)
}

/** Every statement may run again: a first start can be killed between any two of them. */
async function prepareParties(server: EmbeddedPostgres, secrets: Secrets): Promise<void> {
  await asOwner(server.url("postgres"), async (sql) => {
    await createLogin(sql, sandboxLogin, secrets.sandbox_database_password)
    const found = await sql<{ datname: string }[]>`SELECT datname FROM pg_database`
    const names = found.map((row) => row.datname)
    if (!names.includes(checkoutDatabase)) await sql`CREATE DATABASE ${sql(checkoutDatabase)}`
    if (!names.includes(sandboxDatabase)) {
      await sql`CREATE DATABASE ${sql(sandboxDatabase)} OWNER ${sql(sandboxLogin)}`
    }
    for (const name of [checkoutDatabase, sandboxDatabase, "postgres"]) {
      await sql`REVOKE CONNECT ON DATABASE ${sql(name)} FROM PUBLIC`
    }
    await sql`GRANT CONNECT ON DATABASE ${sql(sandboxDatabase)} TO ${sql(sandboxLogin)}`
  })
}

/** After migrating: the group that it joins is made by a migration. */
async function allowCheckout(owner: string, secrets: Secrets): Promise<void> {
  await asOwner(owner, async (sql) => {
    await createLogin(sql, checkoutLogin, secrets.checkout_database_password)
    await sql`GRANT civic_pay_app TO ${sql(checkoutLogin)}`
    await sql`GRANT CONNECT ON DATABASE ${sql(checkoutDatabase)} TO ${sql(checkoutLogin)}`
  })
}

/** The password is set each time: a data folder keeps working when its secrets are replaced. */
async function createLogin(sql: postgres.Sql, name: string, password: string): Promise<void> {
  const found = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${name}`
  if (found.length === 0) await sql`CREATE ROLE ${sql(name)} LOGIN`
  // ALTER ROLE takes no parameters; the alphabet of our passwords needs no escaping.
  if (!/^[\w-]+$/.test(password)) throw new Error("A database password holds characters that it must not.")
  await sql.unsafe(`ALTER ROLE ${name} PASSWORD '${password}'`)
}

async function asOwner(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function addressFor(url: string, user: string, password: string): string {
  const address = new URL(url)
  address.username = user
  address.password = password
  return address.href
}
