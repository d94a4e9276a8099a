import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { systemStateFolder } from "./embedded-programs.ts"

/** What a running server writes down beside its data. */
export interface ServerLock {
  readonly pid: number
  readonly port: number
  readonly status: string
}

/** The lock in a cluster's data folder; null where no server runs. */
export async function readLock(dataFolder: string): Promise<ServerLock | null> {
  const text = await readFile(join(dataFolder, "postmaster.pid"), "utf8").catch(() => null)
  if (text === null) return null
  // Lines of postmaster.pid: 1 process, 4 port, 8 status (PostgreSQL source: utils/pidfile.h).
  const lines = text.split("\n")
  return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? "").trim() }
}

/** Where the cluster of a folder is kept when the folder is closed to the server's account. */
export function substituteFolder(wanted: string): string {
  return join(systemStateFolder, createHash("sha256").update(wanted).digest("hex").slice(0, 16))
}

/** The port of the server that runs on a folder's cluster, wherever that is kept; null where none does. */
export async function runningPort(wanted: string): Promise<number | null> {
  for (const folder of [wanted, substituteFolder(wanted)]) {
    const lock = await readLock(join(folder, "data"))
    if (lock) return lock.port
  }
  return null
}
