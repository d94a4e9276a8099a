import { appendFile, chown, copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import postgres from "postgres"
import { startEmbedded } from "#db/embedded.ts"
import type { Account } from "#db/embedded-programs.ts"
import { findPostgresPrograms, runProgram } from "#db/embedded-programs.ts"

/** One PostgreSQL of a pair. */
export interface PostgresNode {
  /** Its folder, which holds `data`. */
  readonly folder: string
  readonly port: number
  /** The owner's address of a database, without the proxy. */
  url(database: string): string
  stop(): Promise<void>
}

const copyDeadline = 60_000
const streamingDeadline = 30_000
const pollPeriod = 50

/** What PostgreSQL makes anew in a copy (PostgreSQL documentation, 25.3.4: making a low-level base backup). */
const leftOut = [
  "postmaster.pid",
  "postmaster.opts",
  "postgresql.auto.conf.tmp",
  "pg_internal.init",
  "backup_label",
  "standby.signal",
]
const emptied = [
  "pg_wal",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]

/** Makes a server ready for standbys. Its data is kept from crashes of processes, not of the machine. */
export async function prepareForStandbys(primary: PostgresNode): Promise<void> {
  await withOwner(primary, async (sql) => {
    await sql`ALTER SYSTEM SET fsync = off`
    await sql`ALTER SYSTEM SET wal_keep_size = '512MB'`
    await sql`SELECT pg_reload_conf()`
  })
}

/**
 * Copies a running primary into `folder`, starts the copy as its hot standby, and makes the primary wait for it at
 * each commit: from then on nothing acknowledged is lost with the primary.
 */
export async function addStandby(
  primary: PostgresNode,
  standby: { readonly folder: string; readonly name: string; readonly password: string },
): Promise<PostgresNode> {
  const { account } = await findPostgresPrograms()
  const from = join(primary.folder, "data")
  const to = join(standby.folder, "data")
  await mkdir(standby.folder, { mode: 0o700 })
  if (account) await chown(standby.folder, account.uid, account.gid)
  const label = await withOwner(primary, async (sql) => {
    await sql`SELECT pg_backup_start(${standby.name}, fast => true)`
    await copyCluster(from, to, account)
    const [stopped] = await sql<{ labelfile: string }[]>`SELECT labelfile FROM pg_backup_stop(false)`
    return stopped?.labelfile ?? ""
  })
  const source = `host=127.0.0.1 port=${primary.port} user=postgres password=${standby.password} application_name=${standby.name}`
  await appendFile(join(to, "postgresql.auto.conf"), `primary_conninfo = '${source}'\n`)
  for (const [name, text] of [
    ["backup_label", label],
    ["standby.signal", ""],
  ] as const) {
    await writeFile(join(to, name), text, { mode: 0o600 })
    if (account) await chown(join(to, name), account.uid, account.gid)
  }
  const { folder, password } = standby
  const server = await startEmbedded({ folder, password, port: null, durability: "kept" })
  await withOwner(primary, async (sql) => {
    await sql.unsafe(`ALTER SYSTEM SET synchronous_standby_names = '${standby.name}'`)
    await sql`SELECT pg_reload_conf()`
  })
  await untilSynchronous(primary)
  return { folder, port: server.port, url: (name) => server.url(name), stop: () => server.stop("fast") }
}

/** Throws where the primary does not wait for a standby within the deadline. */
async function untilSynchronous(primary: PostgresNode): Promise<void> {
  const deadline = Date.now() + streamingDeadline
  await withOwner(primary, async (sql) => {
    for (;;) {
      const found = await sql`
        SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'`
      if (found.length === 1) return
      if (Date.now() > deadline) throw new Error("the standby does not follow its primary")
      await pause(pollPeriod)
    }
  })
}

/** Kills the server as a power cut would. Nothing may use its folder afterwards. */
export async function killPostgres(node: PostgresNode): Promise<void> {
  const lock = join(node.folder, "data", "postmaster.pid")
  const pid = Number((await readFile(lock, "utf8")).split("\n")[0])
  if (!Number.isInteger(pid) || pid <= 1) throw new Error("a PostgreSQL without a process")
  process.kill(pid, "SIGKILL")
  // Its number may soon belong to another program: nothing may stop that one by this file.
  await rm(lock, { force: true })
}

/** Makes a standby the primary, and waits until it takes writes. */
export async function promote(standby: PostgresNode): Promise<void> {
  const { pgCtl, account } = await findPostgresPrograms()
  const args = ["-D", join(standby.folder, "data"), "-w", "-t", "30", "promote"]
  const promoted = await runProgram(pgCtl, args, account)
  if (promoted.code !== 0) throw new Error(`the standby was not promoted: ${promoted.output}`)
}

async function withOwner<T>(node: PostgresNode, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  // One connection: a backup begins and ends in one session.
  const sql = postgres(node.url("postgres"), { max: 1, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function copyCluster(from: string, to: string, account: Account | null): Promise<void> {
  const deadline = Date.now() + copyDeadline
  const copy = async (path: string): Promise<void> => {
    if (Date.now() > deadline) throw new Error("copying the primary takes too long")
    await mkdir(join(to, path), { mode: 0o700 })
    await own(join(to, path), account)
    if (emptied.includes(path)) return
    for (const entry of await readdir(join(from, path), { withFileTypes: true })) {
      const inner = join(path, entry.name)
      if (leftOut.includes(entry.name)) continue
      if (entry.isDirectory()) await copy(inner)
      else await copyPresent(join(from, inner), join(to, inner), account)
    }
  }
  await copy("")
}

/** A file may vanish while its neighbours are copied: the log that is replayed knows of it. */
async function copyPresent(from: string, to: string, account: Account | null): Promise<void> {
  try {
    await copyFile(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return
    throw error
  }
  await own(to, account)
}

async function own(path: string, account: Account | null): Promise<void> {
  if (account) await chown(path, account.uid, account.gid)
}
