import { describe, expect, it } from "vitest"
import { insertNotification } from "#db/records/acquirer-notifications.ts"
import { reconcileDays } from "#operations/reconciliation/reconcile-days.ts"
import { recoverChanges } from "#operations/recovery/recover-changes.ts"
import { metricsRoutes } from "#routes/metrics.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { testOutside } from "#tests/support/outside.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const outside = () => till.council.outside

async function scrape(): Promise<readonly string[]> {
  const answer = await metricsRoutes(outside()).request("/metrics")
  expect(answer.status).toBe(200)
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/)
  return (await answer.text()).split("\n")
}

describe("the metrics", () => {
  it("of a quiet database count nothing, and tell of the process", async () => {
    const lines = await scrape()
    expect(lines).toContain("civic_pay_database_up 1")
    expect(lines).toContain('civic_pay_operator_cases{reason="outcome_unclear"} 0')
    expect(lines).toContain("civic_pay_notifications_waiting 0")
    expect(lines).toContain("civic_pay_reconciliation_differences 0")
    expect(lines.some((line) => line.startsWith("process_cpu_user_seconds_total "))).toBe(true)
    expect(lines.some((line) => line.startsWith("civic_pay_changes_read_age_seconds"))).toBe(false)
  })

  it("count what waits, and how long the oldest does", async () => {
    const { acquirer, clock, db } = outside()
    const stuck = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "mismatch", evidence: {} }))
    await till.pay(stuck.id)
    const unseen = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await till.pay(unseen.id)
    const receivedAt = clock.now()
    const told = { acquirer: "sandbox", type: "payment.captured", externalId: "acq_1", receivedAt }
    await db.transaction((transaction) => insertNotification(transaction, { ...told, eventId: "evt_1" }))
    await recoverChanges(outside())
    clock.advance(90_000)
    await till.sql`update webhook_delivery set state = 'exhausted', next_at = null
      where id = (select id from webhook_delivery order by id limit 1)`
    const lines = await scrape()
    const [pending] = await till.sql`select count(*)::int as n from webhook_delivery where state = 'pending'`
    expect(lines).toEqual(
      expect.arrayContaining([
        'civic_pay_operator_cases{reason="outcome_unclear"} 1',
        'civic_pay_operations{kind="authorise",state="unknown"} 2',
        'civic_pay_operations_oldest_seconds{kind="authorise",state="unknown"} 90',
        `civic_pay_webhook_deliveries{state="pending"} ${pending?.["n"]}`,
        'civic_pay_webhook_deliveries{state="exhausted"} 1',
        'civic_pay_webhook_deliveries_oldest_seconds{state="pending"} 90',
        "civic_pay_notifications_waiting 1",
        "civic_pay_notifications_waiting_oldest_seconds 90",
      ]),
    )
    expect(pending?.["n"]).toBeGreaterThan(0)
  })

  it("tell how far the acquirer's books and changes are read", async () => {
    const { acquirer, clock } = outside()
    const payment = await aStartedPayment(till.council)
    expect(await till.pay(payment.id)).toBe("captured")
    acquirer.changes = { changes: [], nextCursor: "chg_1", complete: true }
    await recoverChanges(outside())
    clock.advance(24 * 3_600_000)
    await reconcileDays(outside())
    const lines = await scrape()
    const day = Date.UTC(2026, 10, 22) / 1_000
    expect(lines).toContain(`civic_pay_reconciled_day_seconds ${day}`)
    expect(lines).toContain("civic_pay_reconciliation_differences 1")
    expect(lines).toContain('civic_pay_operator_cases{reason="settlement_difference"} 1')
    expect(lines).toContain("civic_pay_changes_read_age_seconds 86400")
  })

  it("name no payment and no reference", async () => {
    const payment = await aNewPayment(till.council)
    const text = (await scrape()).join("\n")
    for (const own of [payment.id, payment.reference, payment.buyerId]) expect(text).not.toContain(own)
  })

  it("of the process are told without a database", async () => {
    const away = testOutside({ databaseUrl: "postgres://nobody@127.0.0.1:1/none" })
    const answer = await metricsRoutes(away).request("/metrics")
    await away.close()
    const text = await answer.text()
    expect(answer.status).toBe(200)
    expect(text).toContain("civic_pay_database_up 0")
    expect(text).toContain("process_cpu_user_seconds_total")
    expect(text).not.toContain("civic_pay_operator_cases")
    expect(away.lines).toMatchObject([{ level: "error", message: "no metrics of the database" }])
  })
})
