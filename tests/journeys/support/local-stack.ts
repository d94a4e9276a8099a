import { chmod, mkdtemp, readFile, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import postgres from "postgres"
import { readSettings, type Settings, type Urls } from "#commands/settings.ts"
import { type DemoFile, type StackProcesses, startStack } from "#commands/stack.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

/** The four processes on ports of their own, with what a test needs to look behind the pages. */
export interface LocalStack {
  readonly urls: Urls
  readonly demo: DemoFile
  /** The owner's URL of the one database that the checkout and the sandbox acquirer share, each in its schema. */
  readonly databaseUrl: string
  readonly sql: postgres.Sql
  readonly processes: StackProcesses
  /** Makes happen at the acquirer what its control endpoints can: `disputes`, `clock`. */
  steer(path: string, body: object): Promise<void>
  /** Plans a fault at the acquirer, as its control endpoint takes it. */
  planFault(fault: PlannedFault): Promise<void>
  stop(): Promise<void>
}

interface PlannedFault {
  readonly operation: string
  readonly fault: string
  /** Our payment's id; without it the next call of the operation fails, whoever makes it. */
  readonly payment_reference?: string
  readonly times?: number
}

const networkGuard = fileURLToPath(new URL("../../support/network-guard.ts", import.meta.url))

/** Starts everything on a database of its own in the run's PostgreSQL. `environment` sets single processes. */
export async function startLocalStack(environment: Readonly<Record<string, string>>): Promise<LocalStack> {
  const folder = await mkdtemp(join(tmpdir(), "civic-pay-journeys-"))
  await chmod(folder, 0o711)
  const [settings, database] = await Promise.all([localSettings(folder, environment), createTestDatabase()])
  const heard: string[] = []
  const stack = await startStack(
    { ...settings, databaseUrl: database.url, sandboxDatabaseUrl: database.url },
    { tell: (line) => heard.push(line), preload: [networkGuard] },
  ).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw new Error(`The processes did not start.\n${heard.join("\n")}`, { cause: error })
  })
  const sql = postgres(database.url, { max: 2, onnotice: () => {} })
  const { sandbox_api_key: apiKey } = JSON.parse(
    await readFile(join(folder, "secrets.json"), "utf8"),
  ) as Record<"sandbox_api_key", string>
  const steer = async (path: string, body: object) => {
    const response = await fetch(`${stack.urls.sandboxAcquirer}/control/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path} at the acquirer answered ${response.status}`)
  }
  return {
    urls: stack.urls,
    demo: stack.demo,
    databaseUrl: database.url,
    sql,
    processes: stack.processes,
    steer,
    planFault: (fault) => steer("faults", fault),
    stop: async () => {
      await stack.stop()
      await sql.end({ timeout: 5 })
      await database.drop()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * The checkout is reached by another host name than the council's site and the acquirer, so that the browser treats
 * them as the strangers that they are.
 */
async function localSettings(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Settings> {
  const [checkout, demo, acquirer, worker] = await freePorts(4)
  const read = readSettings({
    DATA_FOLDER: folder,
    CHECKOUT_PORT: String(checkout),
    DEMO_PORT: String(demo),
    SANDBOX_ACQUIRER_PORT: String(acquirer),
    WORKER_PORT: String(worker),
    CHECKOUT_URL: `http://localhost:${checkout}`,
    DEMO_URL: `http://127.0.0.1:${demo}`,
    SANDBOX_ACQUIRER_URL: `http://127.0.0.1:${acquirer}`,
    SANDBOX_CONTROL: "on",
    LOG_LEVEL: "warn",
    ...environment,
  })
  if (!read.ok) throw new Error(read.problem)
  return read.settings
}

/** Ports that nothing listened on a moment ago, all different because all are held until the last is found. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, holdPort))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
  return ports
}

function holdPort() {
  return new Promise<ReturnType<typeof createServer>>((listening, failed) => {
    const server = createServer()
    server.once("error", failed)
    server.listen(0, "127.0.0.1", () => listening(server))
  })
}
