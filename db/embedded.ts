import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { connect, createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { readLock, substituteFolder } from "./embedded-lock.ts"
import {
  canEnter,
  findPostgresPrograms,
  type PostgresPrograms,
  runProgram,
  systemStateFolder,
} from "./embedded-programs.ts"

/** How to run a PostgreSQL of our own. */
export interface EmbeddedSettings {
  /** Absolute path; made when missing. Holds the cluster, its log and the port it used last. */
  readonly folder: string
  /** Password of the owner `postgres`; letters, digits, `-` and `_`. Must stay the same for the life of the folder. */
  readonly password: string
  /** null: the port of last time, or a free one. */
  readonly port: number | null
  /** `throw_away` gives up safety against power loss for speed: tests only. */
  readonly durability: "kept" | "throw_away"
}

/** A running PostgreSQL on 127.0.0.1. It outlives this process until `stop`. */
export interface EmbeddedPostgres {
  readonly port: number
  /** Where the cluster really is, when the folder of the settings is closed to the server's account. */
  readonly folder: string
  readonly programs: PostgresPrograms
  /** Whether a server left over from an earlier, killed process was taken over. */
  readonly attached: boolean
  /** The owner's URL for a database of this name. */
  url(database: string): string
  /** `fast` ends sessions and writes everything out; `immediate` is for clusters that are thrown away. */
  stop(mode: "fast" | "immediate"): Promise<void>
}

interface Cluster {
  readonly folder: string
  readonly programs: PostgresPrograms
  readonly settings: EmbeddedSettings
}

/** Just after a SIGKILL the old server's children may still hold its memory for a moment. */
const startAttempts = 8
const pauseBetweenAttemptsMs = 400
/** Crash recovery of a small cluster takes seconds; a shutdown under way ends sessions first. */
const survivorDeadlineMs = 30_000
const pollMs = 100
const connectDeadlineMs = 2_000
const logRotationBytes = 5_000_000

/**
 * Starts PostgreSQL in `folder`, or attaches to the one already running there.
 * Throws with a readable message when it cannot.
 */
export async function startEmbedded(settings: EmbeddedSettings): Promise<EmbeddedPostgres> {
  const programs = await findPostgresPrograms()
  const cluster: Cluster = { folder: await prepareFolder(settings.folder, programs), programs, settings }
  await initialise(cluster)
  const running = await bringUp(cluster)
  return {
    ...running,
    folder: cluster.folder,
    programs,
    url: (database) => `postgres://postgres:${settings.password}@127.0.0.1:${running.port}/${database}`,
    stop: async (mode) => {
      await pgCtl(cluster, ["-m", mode, "-t", "30", "-w", "stop"])
    },
  }
}

/** A port nobody listens on at the moment of asking. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once("error", fail)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => done(typeof address === "object" && address ? address.port : 0))
    })
  })
}

async function prepareFolder(wanted: string, programs: PostgresPrograms): Promise<string> {
  await mkdir(wanted, { recursive: true, mode: 0o700 })
  const { account } = programs
  if (!account) return wanted
  await chown(wanted, account.uid, account.gid)
  if (await canEnter(wanted, account)) return wanted
  const folder = substituteFolder(wanted)
  await mkdir(systemStateFolder, { recursive: true, mode: 0o755 })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chown(folder, account.uid, account.gid)
  return folder
}

const dataFolder = (cluster: Cluster) => join(cluster.folder, "data")
const logFile = (cluster: Cluster) => join(cluster.folder, "server.log")

/** Made beside its place and renamed into it, so that a killed first start leaves nothing half made in use. */
async function initialise(cluster: Cluster): Promise<void> {
  for (const name of await readdir(cluster.folder)) {
    if (/^(data\.new|password)-/.test(name))
      await rm(join(cluster.folder, name), { recursive: true, force: true })
  }
  if (existsSync(dataFolder(cluster))) return
  const fresh = join(cluster.folder, `data.new-${process.pid}`)
  const passwordFile = join(cluster.folder, `password-${process.pid}`)
  const { account } = cluster.programs
  await writeFile(passwordFile, cluster.settings.password, { mode: 0o600 })
  if (account) await chown(passwordFile, account.uid, account.gid)
  const options = ["-D", fresh, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`]
  const locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
  const safety = cluster.settings.durability === "kept" ? ["--data-checksums"] : ["--no-sync"]
  const made = await runProgram(
    cluster.programs.initdb,
    [...options, ...locale, ...safety, "--no-instructions"],
    account,
  )
  await rm(passwordFile, { force: true })
  if (made.code !== 0) throw new Error(`PostgreSQL could not make its folder: ${made.output}`)
  await rename(fresh, dataFolder(cluster))
}

async function bringUp(cluster: Cluster): Promise<{ port: number; attached: boolean }> {
  await rotateLog(cluster)
  for (let attempt = 1; attempt <= startAttempts; attempt += 1) {
    const survivor = await attachToSurvivor(cluster)
    if (survivor !== null) return { port: survivor, attached: true }
    const port = await choosePort(cluster)
    if (await start(cluster, port)) {
      await writeFile(join(cluster.folder, "port"), String(port))
      return { port, attached: false }
    }
    await pause(pauseBetweenAttemptsMs)
  }
  throw new Error(
    `PostgreSQL did not start. Its log, ${logFile(cluster)}, ends with:\n${await logEnd(cluster)}`,
  )
}

/** The port of a server already running on this cluster, once it accepts connections; null when there is none. */
async function attachToSurvivor(cluster: Cluster): Promise<number | null> {
  const deadline = Date.now() + survivorDeadlineMs
  for (;;) {
    const lock = await readLock(dataFolder(cluster))
    if (!lock) return null
    if (!(await isPostgres(lock.pid))) {
      // The server is gone, and its process number may by now belong to another program.
      await rm(join(dataFolder(cluster), "postmaster.pid"), { force: true })
      return null
    }
    if (lock.status === "ready" && (await answers(lock.port))) return lock.port
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL (process ${lock.pid}) is running but does not answer.`)
    await pause(pollMs)
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false
  }
  if (process.platform === "win32") return true
  const name = await runProgram(
    "/bin/sh",
    ["-c", `cat /proc/${pid}/comm 2>/dev/null || ps -o comm= -p ${pid}`],
    null,
  )
  return name.output.includes("postgres")
}

async function choosePort(cluster: Cluster): Promise<number> {
  const wanted = cluster.settings.port
  if (wanted !== null) {
    if (await answers(wanted)) throw new Error(`Port ${wanted} is in use. Set POSTGRES_PORT to another one.`)
    return wanted
  }
  const remembered = Number(await readFile(join(cluster.folder, "port"), "utf8").catch(() => "0"))
  return remembered > 0 && !(await answers(remembered)) ? remembered : freePort()
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: connectDeadlineMs })
    const finish = (answer: boolean) => {
      socket.destroy()
      done(answer)
    }
    socket.once("connect", () => finish(true))
    socket.once("error", () => finish(false))
    socket.once("timeout", () => finish(false))
  })
}

async function start(cluster: Cluster, port: number): Promise<boolean> {
  const network = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= `
  const speed = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
  const options = cluster.settings.durability === "kept" ? network : `${network}${speed}`
  const code = await pgCtl(cluster, ["-l", logFile(cluster), "-o", options, "-t", "60", "-w", "start"])
  return code === 0
}

/** Without pipes: the server would keep them open, and waiting for their end would never end. */
function pgCtl(cluster: Cluster, args: readonly string[]): Promise<number | null> {
  const { pgCtl: program, account } = cluster.programs
  return new Promise((done, fail) => {
    const options = { ...account, cwd: "/", stdio: "ignore" as const, windowsHide: true }
    const child = spawn(program, ["-D", dataFolder(cluster), ...args], options)
    child.once("error", fail)
    child.once("exit", (code) => done(code))
  })
}

async function rotateLog(cluster: Cluster): Promise<void> {
  const size = await stat(logFile(cluster)).then(
    (found) => found.size,
    () => 0,
  )
  if (size > logRotationBytes) await rename(logFile(cluster), `${logFile(cluster)}.1`)
  if (cluster.programs.account === null) await chmod(cluster.folder, 0o700)
}

async function logEnd(cluster: Cluster): Promise<string> {
  const text = await readFile(logFile(cluster), "utf8").catch(() => "")
  return text.trim().split("\n").slice(-8).join("\n")
}
