import { Hono } from "hono"
import { collectDefaultMetrics, Gauge, Registry } from "prom-client"
import type { Outside } from "#checkout-server/outside.ts"
import type { Standing, Waiting } from "#db/queries/metrics.ts"
import { readStanding } from "#db/queries/metrics.ts"
import type { Instant } from "#domain/instant.ts"
import { secondMilliseconds } from "#domain/instant.ts"
import { operatorReasons } from "#domain/operator-cases/operator-case.ts"
import { parseUtcDay, startOfUtcDay } from "#domain/utc-day.ts"

/**
 * `/metrics`: numbers in Prometheus's text format, of this process and of what waits in the database. They name no
 * buyer, payment or person. Where the database gives no answer in time, the process's own are told alone.
 */
export function metricsRoutes(outside: Outside): Hono {
  const ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess })
  return new Hono().get("/metrics", async (context) => {
    const standing = await readStanding(outside.db).catch((error: Error) => {
      outside.log.error({ error }, "no metrics of the database")
      return null
    })
    // Made anew each time: two who ask at once never see each other's half-written numbers.
    const ofDatabase = new Registry()
    gauge(ofDatabase, "civic_pay_database_up", "1 where the database answered for these metrics").set(
      standing === null ? 0 : 1,
    )
    if (standing !== null) tell(ofDatabase, standing, outside.clock.now())
    const text = `${await ofDatabase.metrics()}${await ofProcess.metrics()}`
    return context.body(text, 200, { "Content-Type": ofProcess.contentType, "Cache-Control": "no-store" })
  })
}

function gauge<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[] = [],
): Gauge<Label> {
  return new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] })
}

function tell(registry: Registry, standing: Standing, now: Instant): void {
  const cases = gauge(registry, "civic_pay_operator_cases", "Open cases that people must look at", ["reason"])
  for (const reason of operatorReasons) cases.set({ reason }, standing.cases.get(reason) ?? 0)
  tellWaiting(registry, standing, now)
  gauge(
    registry,
    "civic_pay_reconciliation_differences",
    "Open differences between the acquirer's books and the ledger",
  ).set(standing.differences)
  const day = parseUtcDay(standing.reconciledDay ?? "")
  if (day !== null) {
    const help = "The newest day whose books are reconciled, as the Unix time of its beginning"
    gauge(registry, "civic_pay_reconciled_day_seconds", help).set(startOfUtcDay(day) / secondMilliseconds)
  }
  if (standing.changesReadAt !== null) {
    const help = "Seconds since the acquirer's list of changes was read to its end"
    gauge(registry, "civic_pay_changes_read_age_seconds", help).set(age(standing.changesReadAt, now))
  }
}

function tellWaiting(registry: Registry, standing: Standing, now: Instant): void {
  const operations = pair(registry, "civic_pay_operations", "Operations at the acquirer without an answer", [
    "kind",
    "state",
  ])
  for (const { kind, state, ...waiting } of standing.operations) operations({ kind, state }, waiting, now)
  const deliveries = pair(
    registry,
    "civic_pay_webhook_deliveries",
    "Webhook deliveries; the oldest by when it was due",
    ["state"],
  )
  for (const { state, ...waiting } of standing.deliveries) deliveries({ state }, waiting, now)
  pair(
    registry,
    "civic_pay_notifications_waiting",
    "The acquirer's notifications not yet worked off",
    [],
  )({}, standing.notifications, now)
}

/** How many there are, and in a second metric how old the oldest is. */
function pair<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
) {
  const counts = gauge(registry, name, help, labelNames)
  const ages = gauge(registry, `${name}_oldest_seconds`, `${help}: age of the oldest`, labelNames)
  return (labels: Readonly<Partial<Record<Label, string>>>, { count, oldest }: Waiting, now: Instant) => {
    counts.set(labels, count)
    if (oldest !== null) ages.set(labels, age(oldest, now))
  }
}

/** Never negative: what is due later is not overdue. */
function age(since: Instant, now: Instant): number {
  return Math.max(0, (now - since) / secondMilliseconds)
}
