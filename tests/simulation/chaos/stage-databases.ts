import { join } from "node:path"
import postgres from "postgres"
import type { Databases } from "#commands/databases.ts"
import { openDatabases } from "#commands/databases.ts"
import type { Secrets } from "#commands/secrets.ts"
import type { Settings } from "#commands/settings.ts"
import { startEmbedded } from "#db/embedded.ts"
import type { DatabasePair } from "./database-pair.ts"
import { openPair } from "./database-pair.ts"
import type { Endings } from "./endings.ts"
import type { Link } from "./link.ts"
import { watch } from "./watch.ts"

/** The databases of both companies. */
export interface StageDatabases {
  readonly pair: DatabasePair
  readonly acquirer: postgres.Sql
  /** What the processes are told; the checkout's address leads through the link. */
  readonly addresses: Databases
}

/** The acquirer is another company: its database is on a server of its own, and survives. */
const acquirerDatabase = "acquirer"

/** Starts both; they end with `endings`. */
export async function startDatabases(
  settings: Settings,
  secrets: Secrets,
  around: { readonly link: Link; readonly endings: Endings },
): Promise<StageDatabases> {
  const { link, endings } = around
  const password = secrets.postgres_password
  const acquirer = await startAcquirers(settings.dataFolder, password, endings)
  const folder = join(settings.dataFolder, "postgres")
  await watch(folder, endings)
  const databases = await openDatabases(settings, secrets)
  const owner = new URL(databases.owner)
  const primary = {
    folder,
    port: Number(owner.port),
    url: (name: string) => Object.assign(new URL(owner), { pathname: `/${name}` }).href,
    stop: () => databases.stop(),
  }
  const pair = await openPair(primary, link, {
    folder: settings.dataFolder,
    database: owner.pathname.slice(1),
    password,
    endings,
  })
  const throughLink = Object.assign(new URL(databases.checkout), { port: String(link.port) }).href
  return {
    pair,
    acquirer: acquirer.sql,
    addresses: { ...databases, checkout: throughLink, sandbox: acquirer.url },
  }
}

async function startAcquirers(dataFolder: string, password: string, endings: Endings) {
  const folder = join(dataFolder, "acquirer-postgres")
  await watch(folder, endings)
  const server = await startEmbedded({ folder, password, port: null, durability: "throw_away" })
  endings.add(() => server.stop("fast"))
  const admin = postgres(server.url("postgres"), { max: 1, onnotice: () => {} })
  await admin`CREATE DATABASE ${admin(acquirerDatabase)}`
  await admin.end({ timeout: 5 })
  const url = server.url(acquirerDatabase)
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  endings.add(() => sql.end({ timeout: 1 }))
  return { url, sql }
}
