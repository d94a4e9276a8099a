import { spawn } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { findPostgresPrograms } from "#db/embedded-programs.ts"
import type { Endings } from "./endings.ts"

const script = fileURLToPath(new URL("../../support/watchdog.mjs", import.meta.url))

/**
 * Should the driver be killed outright, a detached process stops the PostgreSQL of `folder` and removes the folder.
 * To be called before that PostgreSQL is started, so that it ends after it.
 */
export async function watch(folder: string, endings: Endings): Promise<void> {
  const { pgCtl, account } = await findPostgresPrograms()
  const task = JSON.stringify({ pgCtl, account, data: join(folder, "data"), folder })
  const watchdog = spawn(process.execPath, [script, task], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  watchdog.unref()
  endings.add(() => watchdog.kill("SIGKILL"))
}
