import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { getRequestListener } from "@hono/node-server"
import { pino } from "pino"
import { buildSandboxAcquirer } from "./app.ts"
import type { SandboxSettings } from "./settings.ts"
import { connect } from "./store/connect.ts"
import { migrate } from "./store/migrate.ts"

/** Slow senders of headers or bodies are cut: both fit in one packet or two. */
const requestMilliseconds = 30_000
const headersMilliseconds = 10_000
/** What is still being answered at a stop gets this long. */
const drainMilliseconds = 5_000
const databaseEndSeconds = 5

export interface RunningSandbox {
  /** `http://127.0.0.1:{port}`: where it really listens, whatever the public address. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Brings the tables up to date, listens and sends. Port 0 takes a free one; with it, the public address becomes
 * the real one. Rejects where the database or the port cannot be had.
 */
export async function startSandboxAcquirer(settings: SandboxSettings): Promise<RunningSandbox> {
  const log = pino({
    level: settings.logLevel,
    base: { name: "sandbox-acquirer" },
    timestamp: pino.stdTimeFunctions.isoTime,
  })
  await migrate(settings.databaseUrl)
  const server = createServer({ requestTimeout: requestMilliseconds, headersTimeout: headersMilliseconds })
  const port = await listen(server, settings)
  const url = `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`
  const sql = connect(settings.databaseUrl)
  const sandbox = buildSandboxAcquirer({
    sql,
    clock: () => new Date(),
    log,
    publicUrl: settings.port === 0 ? url : settings.publicUrl,
    apiKey: settings.apiKey,
    receiver: { url: settings.notificationUrl, secret: settings.notificationSecret },
    control: settings.control,
    stripe: settings.stripe,
  })
  server.on("request", getRequestListener(sandbox.app.fetch))
  sandbox.start()
  log.info({ host: settings.host, port, control: settings.control }, "listening")
  return {
    url,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await sandbox.stop()
      server.closeIdleConnections()
      const drained = setTimeout(() => server.closeAllConnections(), drainMilliseconds)
      await closed
      clearTimeout(drained)
      await sql.end({ timeout: databaseEndSeconds })
      log.info("stopped")
    },
  }
}

function listen(server: Server, at: { readonly host: string; readonly port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(at.port, at.host, () => {
      server.off("error", reject)
      const address: AddressInfo | string | null = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : at.port)
    })
  })
}
