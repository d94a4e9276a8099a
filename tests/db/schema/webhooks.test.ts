import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { WebhookDatabase } from "#tests/db/records/webhook-rows.ts"
import { addEndpoint, openWebhookDatabase, tell } from "#tests/db/records/webhook-rows.ts"

let opened: WebhookDatabase

beforeAll(async () => {
  opened = await openWebhookDatabase()
})

afterAll(() => opened.close())

beforeEach(async () => {
  await opened.clear()
  await addEndpoint(opened.database, "all")
  await tell(opened.database)
})

const attempt = (values: string) =>
  `insert into webhook_delivery_attempt (delivery_id, n, started_at, duration_ms, status, failure) select id, ${values} from webhook_delivery`

describe("the tables of webhooks", () => {
  it.each([
    ["another event", "update webhook_delivery set event_id = 'evt_other'", "identity"],
    ["another endpoint", "update webhook_delivery set endpoint_id = 'other'", "identity"],
    [
      "fewer attempts",
      "update webhook_delivery set attempts = 3; update webhook_delivery set attempts = 2",
      "only grow",
    ],
    ["eleven attempts", "update webhook_delivery set attempts = 11", "webhook_delivery_attempts"],
    ["an unknown state", "update webhook_delivery set state = 'lost'", "webhook_delivery_"],
    ["waiting without a time", "update webhook_delivery set next_at = null", "pending_has_time"],
    ["a time without waiting", "update webhook_delivery set state = 'delivered'", "pending_has_time"],
    [
      "sending without a lease",
      "update webhook_delivery set state = 'sending', next_at = null",
      "sending_has_lease",
    ],
    [
      "a lease without sending",
      "update webhook_delivery set lease_token = 'mine', lease_until = next_at",
      "sending_has_lease",
    ],
    [
      "a lease without end",
      "update webhook_delivery set state = 'sending', next_at = null, lease_token = 'x'",
      "lease_ends",
    ],
    [
      "a second delivery of the same",
      "insert into webhook_delivery select 'again', event_id, endpoint_id, wire_type, state, attempts, next_at from webhook_delivery",
      "webhook_delivery_once",
    ],
    [
      "a disabled endpoint without a reason",
      "update webhook_endpoint set enabled = false",
      "disabled_has_reason",
    ],
    [
      "failures without a beginning",
      "update webhook_endpoint set consecutive_failures = 1",
      "webhook_endpoint_failures",
    ],
    ["an attempt without result", attempt("1, '2026-11-22', 5, null, null"), "one_result"],
    ["an attempt with two results", attempt("1, '2026-11-22', 5, 200, 'reset'"), "one_result"],
    ["an attempt before the first", attempt("0, '2026-11-22', 5, 200, null"), "attempt_n"],
    ["an unknown failure", attempt("1, '2026-11-22', 5, null, 'bad luck'"), "failure_known"],
    ["a status that is none", attempt("1, '2026-11-22', 5, 0, null"), "attempt_status"],
  ])("refuse %s", async (_name, statement, message) => {
    await expect(opened.asOwner(statement)).rejects.toThrow(message)
  })

  it.each(["update webhook_delivery_attempt set status = 500", "delete from webhook_delivery_attempt"])(
    "keep every attempt: %s",
    async (statement) => {
      await opened.asOwner(attempt("1, '2026-11-22', 5, 200, null"))
      await expect(opened.asOwner(statement)).rejects.toThrow("append-only")
    },
  )

  it.each([
    "delete from webhook_delivery",
    "delete from webhook_endpoint",
    "delete from outbox_event",
    "update outbox_event set body = '{}'",
    "update webhook_delivery_attempt set n = 2",
  ])("forbid the application: %s", async (statement) => {
    const forbidden = opened.database.execute(sql.raw(statement))
    await expect(forbidden).rejects.toMatchObject({ cause: { code: "42501" } })
  })
})
