import { spawn } from "node:child_process"
import { once } from "node:events"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import process from "node:process"
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { pino } from "pino"
import postgres from "postgres"
import { arwelVale } from "#checkout-server/demo-council/arwel-vale.ts"
import type { Outside } from "#checkout-server/outside.ts"
import { compose, credentialVault } from "#checkout-server/processes/compose.ts"
import { seedDemo } from "#checkout-server/seed-demo.ts"
import type { Settings } from "#checkout-server/settings.ts"
import { readSettings } from "#checkout-server/settings.ts"
import { findBuyerIdBySlug } from "#db/queries/services.ts"
import type { Instant } from "#domain/instant.ts"
import { later } from "#domain/instant.ts"
import { connectAcquirer } from "#operations/acquirer-accounts/connect-acquirer.ts"
import { acquirerNotificationRoutes } from "#routes/acquirer/notifications.ts"
import { buildSandboxAcquirer } from "#sandbox-acquirer/app.ts"
import { connect } from "#sandbox-acquirer/store/connect.ts"
import { migrate } from "#sandbox-acquirer/store/migrate.ts"
import { apiKey, notificationSecret } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { stripeSecretKey, stripeWebhookSecret } from "#tests/sandbox-acquirer/stripe-client.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

/** A real database, a real sandbox acquirer over HTTP and a receiver of webhooks, around processes that die. */
export interface CrashStage {
  readonly sql: postgres.Sql
  /** The acquirer's own database. */
  readonly acquirerSql: postgres.Sql
  /** The outside of the process that starts after the crash. */
  readonly outside: Outside
  /** Ids of the webhooks that the buyer's server has answered. */
  readonly heard: Set<string>
  advance(milliseconds: number): void
  /** The acquirer sends what is due; how much it met. */
  acquirerWorks(): Promise<number>
  /** Runs a scenario in a process of its own, to its end or to a point. */
  act(scenario: string, at?: CrashPoint): Promise<Acted>
  close(): Promise<void>
}

/** A named point and which passing of it. */
export interface CrashPoint {
  readonly point: string
  readonly occurrence: number
}

export interface Acted {
  readonly points: readonly CrashPoint[]
  readonly acknowledged: readonly { readonly acknowledged: string; readonly paymentId: string }[]
  /** `SIGKILL` where it died as it was told. */
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
  readonly complaint: string
}

const secretsKey = Buffer.from(new Uint8Array(32).fill(7)).toString("base64")
const act = join(import.meta.dirname, "act.ts")

/** Opens the stage; `close` ends all of it. */
export async function openStage(): Promise<CrashStage> {
  const [database, acquirerDatabase] = await Promise.all([
    createTestDatabase(),
    createTestDatabase({ migrated: false }),
  ])
  let offset = 0
  const now = () => later(Date.now() as Instant, offset)
  const heard = new Set<string>()
  const control = new Hono()
  const { server, url } = await listen(control)
  await migrate(acquirerDatabase.url)
  const acquirerSql = connect(acquirerDatabase.url)
  const acquirerDoor = new Hono()
  const acquirer = await listen(acquirerDoor)
  const sandbox = buildSandboxAcquirer({
    sql: acquirerSql,
    clock: () => new Date(now()),
    log: pino({ level: "silent" }),
    publicUrl: acquirer.url,
    apiKey,
    receiver: { url: `${url}/acquirer-notifications/sandbox`, secret: notificationSecret },
    control: true,
    // What its events would tell is found out by asking.
    stripe: { secretKey: stripeSecretKey, receiver: null },
  })
  acquirerDoor.mount("/", (request, ...rest) => sandbox.app.fetch(request, ...rest))
  await seedDemo({
    databaseUrl: database.url,
    secretsKey,
    checkoutUrl: "http://127.0.0.1:3000",
    demoUrl: url,
    apiKey: "civicpay_test_key",
    webhookSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  })
  const environment = {
    DATABASE_URL: database.url,
    CIVIC_PAY_SECRETS_KEY: secretsKey,
    SANDBOX_ACQUIRER_URL: acquirer.url,
    SANDBOX_API_KEY: apiKey,
    SANDBOX_NOTIFICATION_SECRET: notificationSecret,
    ACQUIRER_TIMEOUT_SECONDS: "5",
    WEBHOOK_LOOPBACK: "on",
    LOG_LEVEL: "error",
  }
  const read = readSettings(environment)
  if (!read.ok) throw new Error(read.faults.join())
  const composed = compose(read.settings, "after-the-crash")
  await connectStripe(composed.outside, read.settings)
  const outside = { ...composed.outside, clock: { now, wait: async () => {} } }
  control.post("/advance/:milliseconds", (c) => {
    offset += Number(c.req.param("milliseconds"))
    return c.body(null, 204)
  })
  control.post("/work", async (c) => {
    await sandbox.runDue()
    return c.body(null, 204)
  })
  control.post("/webhooks", (c) => {
    heard.add(c.req.header("webhook-id") ?? "")
    return c.body(null, 204)
  })
  // Notifications carry the real time: their door has the real clock.
  control.route("/", acquirerNotificationRoutes(composed.outside))
  const sql = postgres(database.url, { max: 2, onnotice: () => {} })
  await sql`update webhook_endpoint set url = ${`${url}/webhooks`}`
  return {
    sql,
    acquirerSql,
    outside,
    heard,
    advance: (milliseconds) => {
      offset += milliseconds
    },
    acquirerWorks: () => sandbox.runDue(),
    act: (scenario, at) =>
      run([scenario, at?.point ?? "", String(at?.occurrence ?? 1)], {
        ...environment,
        CRASH_CONTROL_URL: url,
        CRASH_CLOCK_OFFSET: String(offset),
      }),
    close: async () => {
      await sandbox.stop()
      await composed.close()
      await Promise.all([sql.end(), acquirerSql.end(), close(server), close(acquirer.server)])
      await Promise.all([database.drop(), acquirerDatabase.drop()])
    },
  }
}

/** An account with an acquirer that has a page of its own: the scenarios say which payments are with it. */
async function connectStripe(outside: Outside, settings: Settings): Promise<void> {
  const connected = await connectAcquirer(outside, credentialVault(settings), {
    buyerId: (await findBuyerIdBySlug(outside.db, arwelVale.slug)) ?? "",
    mode: "test",
    endpoint: "sandbox",
    credentials: { secretKey: stripeSecretKey, webhookSecrets: [stripeWebhookSecret] },
  })
  if (!connected.ok) throw new Error(connected.problem)
}

async function listen(app: Hono): Promise<{ readonly server: Server; readonly url: string }> {
  return await new Promise((resolve) => {
    const server = serve({ fetch: (...input) => app.fetch(...input), hostname: "127.0.0.1", port: 0 }, () => {
      const { port } = server.address() as AddressInfo
      resolve({ server: server as Server, url: `http://127.0.0.1:${port}` })
    })
  })
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** Well above a busy machine's start and the longest scenario. */
const deadlineMilliseconds = 60_000

async function run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Acted> {
  const child = spawn(process.execPath, ["--import", "tsx", act, ...args], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: deadlineMilliseconds,
    killSignal: "SIGTERM",
  })
  let said = ""
  let complaint = ""
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString()
  })
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null]
  const lines = said.split("\n").filter((line) => line.startsWith("{"))
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return {
    points: parsed.filter((line): line is CrashPoint & Record<string, unknown> => "point" in line),
    acknowledged: parsed.filter(
      (line): line is { acknowledged: string; paymentId: string } => "acknowledged" in line,
    ),
    signal,
    code,
    complaint,
  }
}
