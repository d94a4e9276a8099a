import { spawn } from "node:child_process"
import { join } from "node:path"
import { findPostgresPrograms } from "#db/embedded-programs.ts"

const watchdog = join(import.meta.dirname, "../support/watchdog.mjs")

/** PostgreSQL outlives a process that is killed: a detached one stops it then, and removes the folder. Answers its release. */
export async function guardPostgres(folder: string): Promise<() => void> {
  const { pgCtl, account } = await findPostgresPrograms()
  const task = JSON.stringify({ pgCtl, account, data: join(folder, "postgres", "data"), folder })
  const guard = spawn(process.execPath, [watchdog, task], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  guard.unref()
  return () => void guard.kill("SIGKILL")
}
