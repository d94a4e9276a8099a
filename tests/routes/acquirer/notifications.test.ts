import postgres from "postgres"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { NotificationReading, RawNotification } from "#ports/acquirer.ts"
import { acquirerNotificationRoutes } from "#routes/acquirer/notifications.ts"
import type { TestOutside } from "#tests/support/outside.ts"
import { testOutside } from "#tests/support/outside.ts"
import type { TestDatabase } from "#tests/support/test-database.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

let database: TestDatabase
let outside: TestOutside
let sql: postgres.Sql
const read: RawNotification[] = []
let reading: NotificationReading

beforeAll(async () => {
  database = await createTestDatabase()
  outside = testOutside({ databaseUrl: database.url })
  outside.acquirer.readNotification = (
    raw: RawNotification = { body: new Uint8Array(), headers: {}, receivedAt: outside.clock.now() },
  ) => {
    read.push(raw)
    return reading
  }
  sql = postgres(database.url, { max: 1, onnotice: () => {} })
})
afterAll(async () => {
  await sql.end()
  await outside.close()
  await database.drop()
})
beforeEach(() => {
  read.length = 0
  reading = { ok: true, eventId: "evt_1", type: "payment.changed", acquirerPaymentId: "acq_1" }
})

async function notify(body = "{}", path = "/acquirer-notifications/sandbox") {
  const headers = { "webhook-id": "evt_1" }
  const answer = await acquirerNotificationRoutes(outside).request(path, { method: "POST", body, headers })
  return [answer.status, await answer.text()]
}

async function stored() {
  return await sql`select event_id, type, external_id from acquirer_notification order by event_id`
}

describe("an acquirer's notification", () => {
  it("is stored once, however often it comes", async () => {
    expect(await notify()).toEqual([200, '{"received":true}'])
    expect(await notify()).toEqual([200, '{"received":true}'])
    expect(await stored()).toEqual([{ event_id: "evt_1", type: "payment.changed", external_id: "acq_1" }])
  })

  it("is read as it came, byte by byte", async () => {
    await notify('{ "a":\t"é" }')
    expect(new TextDecoder().decode(read[0]?.body)).toBe('{ "a":\t"é" }')
    expect(read[0]?.headers["webhook-id"]).toBe("evt_1")
    expect(read[0]?.receivedAt).toBe(outside.clock.now())
  })

  it.each(["unsigned", "forged", "too_old", "too_new", "unreadable"] as const)(
    "that is %s is refused and not stored",
    async (problem) => {
      const before = await stored()
      reading = { ok: false, problem }
      expect(await notify()).toEqual([400, JSON.stringify({ error: problem })])
      expect(await stored()).toEqual(before)
    },
  )

  it("over 64 KiB is not read", async () => {
    const [status] = await notify("x".repeat(256 * 1024 + 1))
    expect(status).toBe(413)
    expect(read).toEqual([])
  })

  it("comes to its own acquirer's address only", async () => {
    expect((await notify("{}", "/acquirer-notifications/stripe_0"))[0]).toBe(400)
    expect((await notify("{}", "/acquirer-notifications/Another"))[0]).toBe(404)
    expect(read).toEqual([])
  })
})
