import { randomBytes } from "node:crypto"
import type { Server } from "node:http"
import { createAdaptorServer } from "@hono/node-server"
import { pino } from "pino"
import { readAssets } from "#demo-site/backend/assets.ts"
import { openLinesFile } from "#demo-site/backend/lines-file.ts"
import { keepOrders, ordersKept } from "#demo-site/backend/orders.ts"
import { connectPaymentsApi } from "#demo-site/backend/payments-api.ts"
import { acceptedKept, keepWebhooks } from "#demo-site/backend/received-webhooks.ts"
import { watchWidgetScript } from "#demo-site/backend/widget-script.ts"
import { buildDemoSite } from "./app.tsx"
import { readSettings, type Settings } from "./settings.ts"

/** A request takes at most the payments API's ten seconds; after this a stop no longer waits. */
const stopMilliseconds = 12_000
/** Nobody sends a form or a webhook this slowly by accident. */
const requestMilliseconds = 30_000

const read = readSettings(process.env)
if (read.ok) start(read.settings)
else fail(`The demo site cannot start: ${read.problem}`)

function start(settings: Settings): void {
  const log = pino({
    level: settings.logLevel,
    base: { name: "demo-site" },
    timestamp: pino.stdTimeFunctions.isoTime,
  })
  const widget = watchWidgetScript(settings.civicPayUrl)
  let ready = true
  const { folder } = settings
  const now = () => new Date()
  const app = buildDemoSite({
    settings,
    assets: readAssets(),
    payments: connectPaymentsApi(settings),
    orders: keepOrders(
      folder === null ? null : openLinesFile({ folder, name: "orders.jsonl", keep: ordersKept }),
    ),
    webhooks: keepWebhooks({
      now,
      file: folder === null ? null : openLinesFile({ folder, name: "webhooks.jsonl", keep: acceptedKept }),
    }),
    widget: widget.current,
    now,
    newToken: () => randomBytes(16).toString("hex"),
    ready: () => ready,
    log,
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  if (!("closeIdleConnections" in server)) throw new TypeError("an HTTP/1.1 server was expected")
  server.requestTimeout = requestMilliseconds
  server.once("error", (error) => fail(listenProblem(error, settings)))
  server.listen(settings.port, settings.host, () => {
    log.info({ address: server.address(), url: settings.url }, "demo site listening")
  })
  const stop = () => {
    if (!ready) return
    ready = false
    log.info("demo site stopping")
    widget.stop()
    closeGently(server)
  }
  process.once("SIGTERM", stop)
  process.once("SIGINT", stop)
}

/** Lets running requests end; the process ends by itself when the last connection is closed. */
function closeGently(server: Server): void {
  server.close()
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), stopMilliseconds).unref()
}

function listenProblem(error: Error, settings: Settings): string {
  const where = `${settings.host}:${settings.port}`
  if ("code" in error && error.code === "EADDRINUSE") {
    return `The demo site cannot start: ${where} is in use. Stop what listens there, or set DEMO_PORT.`
  }
  return `The demo site cannot listen on ${where}: ${error.message}`
}

function fail(problem: string): never {
  process.stderr.write(`${problem}\n`)
  process.exit(1)
}
