import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { Database } from "#db/connect.ts"
import { insertOutboxEvent } from "#db/records/webhooks.ts"
import { outboxEvent } from "#db/schema/webhooks.ts"
import type { WebhookDatabase } from "./webhook-rows.ts"
import {
  addEndpoint,
  deliveriesTo,
  endpointRow,
  newEvent,
  openWebhookDatabase,
  start,
  tell,
} from "./webhook-rows.ts"

let database: Database
let opened: WebhookDatabase

beforeAll(async () => {
  opened = await openWebhookDatabase()
  database = opened.database
})

afterAll(() => opened.close())
beforeEach(() => opened.clear())

describe("an event", () => {
  it("makes one delivery for each endpoint that wants it", async () => {
    await addEndpoint(database, "all")
    await addEndpoint(database, "captured", { eventTypes: ["payment.failed", "payment.captured"] })
    await addEndpoint(database, "failed", { eventTypes: ["payment.failed"] })
    await addEndpoint(database, "live", { mode: "live" })
    await addEndpoint(database, "stranger", { buyerId: "other" })
    await addEndpoint(database, "off")
    await database.execute(
      sql`update webhook_endpoint set enabled = false, disabled_reason = 'gone' where id = 'off'`,
    )
    const eventId = await tell(database)
    for (const id of ["all", "captured"]) {
      expect(await deliveriesTo(database, id)).toEqual([
        {
          id: expect.stringMatching(/^whd_[0-9a-f]{32}$/),
          eventId,
          endpointId: id,
          wireType: "payment.captured",
          state: "pending",
          attempts: 0,
          nextAt: start,
          leaseToken: null,
          leaseUntil: null,
        },
      ])
    }
    for (const id of ["failed", "live", "stranger", "off"])
      expect(await deliveriesTo(database, id)).toEqual([])
  })

  it("is kept where nobody listens", async () => {
    const event = newEvent()
    await database.transaction((transaction) => insertOutboxEvent(transaction, event))
    expect(await database.select().from(outboxEvent)).toEqual([event])
  })

  it("is gone with the transaction that told it", async () => {
    await addEndpoint(database, "all")
    const undone = database.transaction(async (transaction) => {
      await insertOutboxEvent(transaction, newEvent())
      throw new Error("undo")
    })
    await expect(undone).rejects.toThrow("undo")
    expect(await database.select().from(outboxEvent)).toEqual([])
    expect(await deliveriesTo(database, "all")).toEqual([])
  })

  it.each([
    ["a gap in its sequence", { sequence: 2 }],
    ["a sequence from zero", { sequence: 0 }],
    ["an unknown type", { type: "payment.exploded" as never }],
    ["a body over 16 KB", { body: "x".repeat(16_385) }],
    ["a body over 16 KB in bytes", { body: "ŵ".repeat(8_193) }],
    ["the service of another buyer", { serviceId: "other-test" }],
    ["the service of another mode", { serviceId: "avc-live" }],
    ["an id of another shape", { id: "evt_1" }],
  ])("is refused with %s", async (_name, differences) => {
    await expect(tell(database, differences)).rejects.toThrow()
    expect(await database.select().from(outboxEvent)).toEqual([])
  })

  it("is refused a second time", async () => {
    await tell(database, { subjectId: "p" })
    await tell(database, { subjectId: "p", sequence: 2 })
    await expect(tell(database, { subjectId: "p", sequence: 2 })).rejects.toThrow()
    expect(await database.select().from(outboxEvent)).toHaveLength(2)
  })

  it.each([
    "update outbox_event set body = '{}'",
    "delete from outbox_event",
    "truncate outbox_event cascade",
  ])("stays as it was told: %s", async (statement) => {
    await tell(database)
    await expect(opened.asOwner(statement)).rejects.toThrow("append-only")
  })
})

describe("an endpoint", () => {
  it("begins enabled and healthy", async () => {
    await addEndpoint(database, "all")
    expect(await endpointRow(database, "all")).toMatchObject({
      enabled: true,
      consecutiveFailures: 0,
      failingSince: null,
    })
  })

  it.each([
    ["no secret", { secrets: [] }],
    ["three secrets", { secrets: ["a", "b", "c"] }],
    ["an unknown event type", { eventTypes: ["payment.exploded" as never] }],
    ["no event type at all", { eventTypes: [] }],
    ["plain HTTP in live mode", { mode: "live" as const, url: "http://receiver.example/" }],
    ["another scheme", { url: "ftp://receiver.example/" }],
    ["an unknown buyer", { buyerId: "nobody" }],
  ])("is refused with %s", async (_name, differences) => {
    await expect(addEndpoint(database, "bad", differences)).rejects.toThrow()
  })
})
