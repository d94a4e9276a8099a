import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import postgres from "postgres"
import type { TestProject } from "vitest/node"
import { type EmbeddedPostgres, startEmbedded } from "#db/embedded.ts"
import { templateName } from "./template-name.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** Owner's URL of the run's throw-away PostgreSQL. */
    testDatabaseAdminUrl: string
  }
}

const migrateFile = new URL("../../db/migrate.ts", import.meta.url)

/** Starts one throw-away PostgreSQL for the whole run and migrates the template in it. Returns the tear-down. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "civic-pay-tests-"))
  // The server's account must be able to reach its own folder in here.
  await chmod(folder, 0o711)
  const server = await startEmbedded({
    folder: join(folder, "postgres"),
    password: randomBytes(18).toString("base64url"),
    port: null,
    durability: "throw_away",
  })
  const release = watch(server, folder)
  await prepareTemplate(server)
  project.provide("testDatabaseAdminUrl", server.url("postgres"))
  return async () => {
    await server.stop("immediate")
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    release()
  }
}

/** An interrupted or killed run must leave no server behind: a detached process sees to it. */
function watch(server: EmbeddedPostgres, folder: string): () => void {
  const { pgCtl, account } = server.programs
  const task = JSON.stringify({ pgCtl, account, data: join(server.folder, "data"), folder })
  const script = fileURLToPath(new URL("watchdog.mjs", import.meta.url))
  const watchdog = spawn(process.execPath, [script, task], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  watchdog.unref()
  return () => watchdog.kill("SIGKILL")
}

async function prepareTemplate(server: EmbeddedPostgres): Promise<void> {
  if (!existsSync(migrateFile)) return
  const sql = postgres(server.url("postgres"), { max: 1, onnotice: () => {} })
  await sql.unsafe(`CREATE DATABASE ${templateName}`)
  await sql.end()
  const { migrate } = await import("#db/migrate.ts")
  await migrate(server.url(templateName))
}
