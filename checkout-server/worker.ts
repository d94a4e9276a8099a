import process from "node:process"
import { Hono } from "hono"
import { compose } from "#checkout-server/processes/compose.ts"
import { listen, refuseToStart, stopOnSignal } from "#checkout-server/processes/run-process.ts"
import { watchAcquirers } from "#checkout-server/processes/watched-acquirers.ts"
import { readSettings } from "#checkout-server/settings.ts"
import { databaseAnswers } from "#db/queries/health.ts"
import { acquirerNotifications } from "#jobs/acquirer-notifications.ts"
import { changeRecovery } from "#jobs/change-recovery.ts"
import { idempotencyKeys } from "#jobs/idempotency-keys.ts"
import { paymentExpiry } from "#jobs/payment-expiry.ts"
import { reconciliation } from "#jobs/reconciliation.ts"
import { startJobs } from "#jobs/run-jobs.ts"
import { unknownOutcomes } from "#jobs/unknown-outcomes.ts"
import { webhookDispatch, webhookDispatchLanes } from "#jobs/webhook-dispatch.ts"
import { metricsRoutes } from "#routes/metrics.ts"

const name = "worker"
const read = readSettings(process.env)
const settings = read.ok ? read.settings : refuseToStart(name, read.faults)

const { outside: composed, close } = compose(settings, name)
const outside = { ...composed, acquirers: watchAcquirers(composed.acquirers, composed.log) }
const health = new Hono()
  .get("/health/live", (context) => context.json({ status: "live" }))
  .get("/health/ready", async (context) =>
    (await databaseAnswers(outside.db))
      ? context.json({ status: "ready" })
      : context.json({ status: "unready" }, 503),
  )
  .route("/", metricsRoutes(outside))
const server = await listen(health, {
  name,
  host: settings.WORKER_HOST,
  port: settings.WORKER_PORT,
  setting: "WORKER_PORT",
})
const webhookLanes = Array.from({ length: webhookDispatchLanes }, () => webhookDispatch)
const jobs = startJobs(outside, [
  ...webhookLanes,
  acquirerNotifications,
  unknownOutcomes,
  paymentExpiry,
  idempotencyKeys,
  changeRecovery,
  reconciliation,
])
outside.log.info({ port: settings.WORKER_PORT }, "working")
stopOnSignal(outside.log, server, { rest: () => jobs.stop(), finish: close })
