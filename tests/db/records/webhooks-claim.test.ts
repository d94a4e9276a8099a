import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { Database, Transaction } from "#db/connect.ts"
import type { ClaimedDelivery } from "#db/records/webhooks.ts"
import { claimDueDeliveries, insertOutboxEvent } from "#db/records/webhooks.ts"
import type { WebhookDatabase } from "./webhook-rows.ts"
import {
  addEndpoint,
  after,
  deliveriesTo,
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

type Claim = Partial<Parameters<typeof claimDueDeliveries>[1]>

function claimIn(transaction: Transaction, claim: Claim = {}): Promise<readonly ClaimedDelivery[]> {
  return claimDueDeliveries(transaction, {
    now: start,
    leaseToken: "lease",
    leaseUntil: after(60),
    limit: 20,
    ...claim,
  })
}

const claimed = (claim: Claim = {}) => database.transaction((transaction) => claimIn(transaction, claim))

describe("a claim", () => {
  it("hands over what is needed to send", async () => {
    await addEndpoint(database, "all", { secrets: ["new", "old"], url: "https://receiver.example/all" })
    const eventId = await tell(database, { body: '{"é":1}' })
    const [row] = await deliveriesTo(database, "all")
    expect(await claimed()).toEqual([
      {
        id: row?.id,
        endpointId: "all",
        eventId,
        attempts: 0,
        url: "https://receiver.example/all",
        mode: "test",
        secrets: ["new", "old"],
        body: '{"é":1}',
      },
    ])
    expect(await deliveriesTo(database, "all")).toMatchObject([
      { state: "sending", nextAt: null, leaseToken: "lease", leaseUntil: after(60) },
    ])
  })

  it("takes nothing before its time", async () => {
    await addEndpoint(database, "all")
    await tell(database, { createdAt: after(1) })
    expect(await claimed({ now: after(0.999) })).toEqual([])
    expect(await claimed({ now: after(1) })).toHaveLength(1)
  })

  it("takes nothing twice", async () => {
    await addEndpoint(database, "all")
    await tell(database)
    expect(await claimed()).toHaveLength(1)
    expect(await claimed({ leaseToken: "other" })).toEqual([])
  })

  it("takes again what nobody finished", async () => {
    await addEndpoint(database, "all")
    const eventId = await tell(database)
    await claimed({ leaseToken: "killed", leaseUntil: after(60) })
    expect(await claimed({ now: after(59.999) })).toEqual([])
    expect(await claimed({ now: after(60), leaseToken: "next" })).toMatchObject([{ eventId, attempts: 0 }])
    expect(await deliveriesTo(database, "all")).toMatchObject([{ leaseToken: "next" }])
  })

  it("fills four slots of a healthy endpoint", async () => {
    await addEndpoint(database, "all")
    const ids: string[] = []
    for (let second = 9; second >= 0; second -= 1)
      ids.unshift(await tell(database, { createdAt: after(second - 10) }))
    const oldest = await claimed()
    expect(oldest.map(({ eventId }) => eventId).sort()).toEqual(ids.slice(0, 4).sort())
    expect(await claimed()).toEqual([])
    await database.execute(sql`update webhook_delivery set state = 'delivered', lease_token = null, lease_until = null
      where event_id = ${ids[0]}`)
    expect(await claimed()).toMatchObject([{ eventId: ids[4] }])
  })

  it("fills one slot of an unhealthy endpoint", async () => {
    await addEndpoint(database, "all")
    await database.execute(
      sql`update webhook_endpoint set consecutive_failures = 5, failing_since = created_at`,
    )
    for (let count = 0; count < 3; count += 1) await tell(database)
    expect(await claimed()).toHaveLength(1)
    expect(await claimed()).toEqual([])
  })

  it("takes twenty at most, whoever waits longest", async () => {
    for (let number = 0; number < 6; number += 1) await addEndpoint(database, `receiver-${number}`)
    for (let count = 0; count < 5; count += 1) await tell(database)
    expect(await claimed()).toHaveLength(20)
    expect(await claimed()).toHaveLength(4)
  })

  it("passes over an endpoint that is off", async () => {
    await addEndpoint(database, "all")
    await tell(database)
    await database.execute(sql`update webhook_endpoint set enabled = false, disabled_reason = 'failing'`)
    expect(await claimed()).toEqual([])
  })

  it("passes over an endpoint that another claim holds", async () => {
    await addEndpoint(database, "held")
    await tell(database)
    await database.transaction(async (first) => {
      expect(await claimIn(first, { leaseToken: "first", limit: 1 })).toHaveLength(1)
      await addEndpoint(database, "free")
      await tell(database)
      expect(await claimed({ leaseToken: "second" })).toMatchObject([{ endpointId: "free" }])
    })
    expect(await claimed({ leaseToken: "third" })).toMatchObject([{ endpointId: "held" }])
  })

  it("never exceeds the slots with many claims at once", async () => {
    await addEndpoint(database, "all")
    for (let count = 0; count < 30; count += 1) await tell(database)
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) => claimed({ leaseToken: `lease-${index}` })),
    )
    expect(claims.flat()).toHaveLength(4)
    expect(new Set(claims.flat().map(({ id }) => id)).size).toBe(4)
  })

  it("does not hold up the payment that tells more", async () => {
    await addEndpoint(database, "all")
    await tell(database)
    await database.transaction(async (transaction) => {
      expect(await claimIn(transaction)).toHaveLength(1)
      await tell(database)
    })
    await database.transaction(async (transaction) => {
      await insertOutboxEvent(transaction, newEvent())
      expect(await claimed({ leaseToken: "other" })).toHaveLength(1)
    })
  })

  it("of a dead endpoint's long queue delays nobody", async () => {
    await addEndpoint(database, "dead")
    await addEndpoint(database, "alive", { eventTypes: ["payment.expired"] })
    await database.execute(
      sql`update webhook_endpoint set consecutive_failures = 9, failing_since = created_at where id = 'dead'`,
    )
    await fill(database, "dead", 5_000)
    const eventId = await tell(database, { type: "payment.expired" })
    const batch = await claimed()
    expect(batch.map(({ endpointId }) => endpointId).sort()).toEqual(["alive", "dead"])
    expect(batch.find(({ endpointId }) => endpointId === "alive")?.eventId).toBe(eventId)
  })

  it("does not read through a long queue", async () => {
    await addEndpoint(database, "dead")
    await fill(database, "dead", 20_000)
    await opened.asOwner("analyze webhook_delivery")
    await database.transaction(async (transaction) => {
      expect(await claimIn(transaction)).toHaveLength(4)
      expect(await rowsRead(transaction)).toBeLessThan(1_000)
    })
  })
})

/** Gives `endpointId` a queue of `count` due deliveries, older than any other. */
async function fill(target: Database, endpointId: string, count: number): Promise<void> {
  await target.execute(sql`insert into outbox_event (id, type, buyer_id, service_id, mode, subject_id, sequence, body, created_at)
    select 'evt_' || lpad((1000000 + n)::text, 26, '0'), 'payment.captured', 'avc', 'avc-test', 'test', 'queued-' || n, 1, '{}',
      '2026-11-01T00:00:00Z' from generate_series(1, ${count}::integer) n`)
  await target.execute(sql`insert into webhook_delivery (id, event_id, endpoint_id, wire_type, state, attempts, next_at)
    select 'queued-' || id, id, ${endpointId}, type, 'pending', 0, created_at from outbox_event where subject_id like 'queued-%'`)
}

/** Rows of deliveries that this transaction has read so far. */
async function rowsRead(transaction: Transaction): Promise<number> {
  const [row] = await transaction.execute<{ read: string }>(sql`
    select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_user_tables where relname = 'webhook_delivery'`)
  return Number(row?.read)
}
