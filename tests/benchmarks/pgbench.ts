import { spawn, spawnSync } from "node:child_process"
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { bareCreateScript } from "./bare-create.ts"
import type { Workbench } from "./workbench.ts"

const program = "pgbench"

/** Inserts per second straight from PostgreSQL's own benchmark program. */
export interface Pgbench {
  run(clients: number, seconds: number): Promise<number>
}

/** null: pgbench is not installed. */
export async function openPgbench(workbench: Workbench, signal: AbortSignal): Promise<Pgbench | null> {
  if (spawnSync(program, ["--version"]).status !== 0) return null
  const script = join(workbench.folder, "create.pgbench.sql")
  await rm(script, { force: true })
  await writeFile(script, bareCreateScript(workbench.owner))
  const at = new URL(workbench.checkoutDatabaseUrl)
  const place = ["-h", at.hostname, "-p", at.port, "-U", at.username]
  return {
    run: async (clients, seconds) => {
      const how = ["-n", "-M", "prepared", "-f", script, "-c", String(clients), "-T", String(seconds)]
      const output = await outputOf([...place, ...how, at.pathname.slice(1)], {
        signal,
        password: at.password,
      })
      return readTps(output)
    },
  }
}

/** The rate in what pgbench prints. Throws where there is none. */
export function readTps(output: string): number {
  const [, tps] = /^tps = ([\d.]+)/m.exec(output) ?? []
  if (tps === undefined) throw new Error(`pgbench has no rate to tell: ${output}`)
  return Number(tps)
}

function outputOf(
  args: readonly string[],
  { signal, password }: { readonly signal: AbortSignal; readonly password: string },
): Promise<string> {
  return new Promise((done, fail) => {
    const env = { ...process.env, PGPASSWORD: password, PGOPTIONS: "-c role=civic_pay_app" }
    const child = spawn(program, args, { env, signal, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk
      })
    }
    child.once("error", fail)
    child.once("close", () => done(output))
  })
}
