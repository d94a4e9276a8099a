import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { Database } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import type { DeliveryOutcome } from "#db/records/webhook-outcomes.ts"
import { parkDelivery, recordDeliveryOutcome } from "#db/records/webhook-outcomes.ts"
import { claimDueDeliveries } from "#db/records/webhooks.ts"
import type { WebhookDatabase } from "./webhook-rows.ts"
import {
  addEndpoint,
  after,
  attemptsOf,
  deliveriesTo,
  endpointRow,
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

beforeEach(async () => {
  await opened.clear()
  await addEndpoint(database, "all")
})

const day = 24 * 3600

/** Claims everything due at `seconds` and answers one delivery to `all`. */
async function claim(seconds = 0, leaseToken = "mine"): Promise<string> {
  const lease = { now: after(seconds), leaseToken, leaseUntil: after(seconds + 60), limit: 20 }
  const claimed = await database.transaction((transaction) => claimDueDeliveries(transaction, lease))
  const first = claimed.find(({ endpointId }) => endpointId === "all")
  if (first === undefined) throw new Error("nothing was due")
  return first.id
}

function record(deliveryId: string, differences: Partial<DeliveryOutcome> = {}) {
  return inTransaction(database, (transaction) =>
    recordDeliveryOutcome(transaction, {
      deliveryId,
      endpointId: "all",
      leaseToken: "mine",
      attempt: {
        number: 1,
        startedAt: start,
        durationMilliseconds: 12,
        status: 204,
        failure: null,
        address: "127.0.0.1",
      },
      effect: { kind: "delivered" },
      at: after(1),
      ...differences,
    }),
  )
}

describe("an outcome", () => {
  it("of a delivery ends it", async () => {
    await tell(database)
    const id = await claim()
    expect(await record(id)).toEqual({ ok: true, disabled: null })
    expect(await deliveriesTo(database, "all")).toMatchObject([
      { state: "delivered", attempts: 1, nextAt: null, leaseToken: null, leaseUntil: null },
    ])
    expect(await attemptsOf(database, id)).toEqual([
      {
        deliveryId: id,
        n: 1,
        startedAt: start,
        durationMilliseconds: 12,
        status: 204,
        failure: null,
        address: "127.0.0.1",
      },
    ])
    expect(await endpointRow(database, "all")).toMatchObject({ consecutiveFailures: 0, failingSince: null })
  })

  it("to be tried again waits for its time", async () => {
    await tell(database)
    const id = await claim()
    await record(id, { effect: { kind: "retry", at: after(300) } })
    expect(await deliveriesTo(database, "all")).toMatchObject([
      { state: "pending", attempts: 1, nextAt: after(300) },
    ])
    expect(await endpointRow(database, "all")).toMatchObject({
      consecutiveFailures: 1,
      failingSince: after(1),
    })
    await expect(claim(299.999)).rejects.toThrow("nothing was due")
    expect(await claim(300)).toBe(id)
  })

  it("of the last attempt gives up", async () => {
    await tell(database)
    await record(await claim(), { effect: { kind: "exhausted" } })
    expect(await deliveriesTo(database, "all")).toMatchObject([
      { state: "exhausted", nextAt: null, leaseToken: null },
    ])
  })

  it("counts failures running until a success", async () => {
    const effect = { kind: "retry", at: after(10 * day) } as const
    for (let seconds = 1; seconds <= 3; seconds += 1) {
      await tell(database)
      await record(await claim(seconds), { effect, at: after(seconds) })
    }
    expect(await endpointRow(database, "all")).toMatchObject({
      consecutiveFailures: 3,
      failingSince: after(1),
    })
    await tell(database)
    await record(await claim(4), { at: after(4) })
    expect(await endpointRow(database, "all")).toMatchObject({ consecutiveFailures: 0, failingSince: null })
  })

  it.each([
    ["with a lost lease", { leaseToken: "other" }],
    ["of an unknown delivery", { deliveryId: "whd_unknown" }],
    ["of an unknown endpoint", { endpointId: "unknown" }],
  ])("%s writes nothing", async (_name, differences) => {
    await tell(database)
    const id = await claim()
    const before = await deliveriesTo(database, "all")
    expect(await record(id, { effect: { kind: "gone" }, ...differences })).toEqual({ ok: false })
    expect(await deliveriesTo(database, "all")).toEqual(before)
    expect(await attemptsOf(database, id)).toEqual([])
    expect(await endpointRow(database, "all")).toMatchObject({ enabled: true, consecutiveFailures: 0 })
  })

  it("that comes twice is written once", async () => {
    await tell(database)
    const id = await claim()
    await record(id)
    expect(await record(id)).toEqual({ ok: false })
    expect(await attemptsOf(database, id)).toHaveLength(1)
  })
})

describe("an endpoint that is gone", () => {
  it("is turned off and its queue parked", async () => {
    await addEndpoint(database, "neighbour")
    for (let count = 0; count < 6; count += 1) await tell(database)
    const id = await claim()
    expect(await record(id, { effect: { kind: "gone" } })).toEqual({ ok: true, disabled: "gone" })
    expect(await endpointRow(database, "all")).toMatchObject({ enabled: false, disabledReason: "gone" })
    const states = (await deliveriesTo(database, "all")).map(({ state }) => state).sort()
    expect(states).toEqual(["parked", "parked", "parked", "sending", "sending", "sending"])
    expect((await deliveriesTo(database, "neighbour")).some(({ state }) => state === "parked")).toBe(false)
    await tell(database)
    expect(await deliveriesTo(database, "all")).toHaveLength(6)
  })

  it("parks what was on its way then", async () => {
    await tell(database)
    await tell(database)
    const id = await claim()
    const other = (await deliveriesTo(database, "all")).find((row) => row.id !== id)?.id ?? ""
    await record(id, { effect: { kind: "gone" } })
    expect(await record(other, { effect: { kind: "retry", at: after(60) } })).toEqual({
      ok: true,
      disabled: null,
    })
    expect((await deliveriesTo(database, "all")).map(({ state }) => state)).toEqual(["parked", "parked"])
    expect(await endpointRow(database, "all")).toMatchObject({ disabledReason: "gone" })
  })

  it("still counts what reached it", async () => {
    await tell(database)
    await tell(database)
    const id = await claim()
    const other = (await deliveriesTo(database, "all")).find((row) => row.id !== id)?.id ?? ""
    await record(id, { effect: { kind: "gone" } })
    await record(other)
    expect((await deliveriesTo(database, "all")).map(({ state }) => state).sort()).toEqual([
      "delivered",
      "parked",
    ])
  })
})

describe("an endpoint that fails for five days", () => {
  const failure = (seconds: number) => ({
    effect: { kind: "retry", at: after(seconds + 1) } as const,
    at: after(seconds),
  })

  it("is turned off", async () => {
    await tell(database)
    await tell(database)
    await claim()
    const [first = "", second = ""] = (await deliveriesTo(database, "all")).map(({ id }) => id)
    expect(await record(first, failure(0))).toEqual({ ok: true, disabled: null })
    expect(await record(second, failure(5 * day))).toEqual({ ok: true, disabled: "failing" })
    expect((await deliveriesTo(database, "all")).map(({ state }) => state)).toEqual(["parked", "parked"])
  })

  it("stays on where one success came between", async () => {
    for (let count = 0; count < 3; count += 1) await tell(database)
    await claim()
    const [first = "", second = "", third = ""] = (await deliveriesTo(database, "all")).map(({ id }) => id)
    await record(first, failure(0))
    await record(second, { at: after(day) })
    expect(await record(third, failure(5 * day))).toEqual({ ok: true, disabled: null })
  })
})

describe("what cannot be sent", () => {
  it("is parked without an attempt", async () => {
    await tell(database)
    const deliveryId = await claim()
    await database.transaction(async (transaction) => {
      expect(await parkDelivery(transaction, { deliveryId, leaseToken: "other" })).toBe(false)
      expect(await parkDelivery(transaction, { deliveryId, leaseToken: "mine" })).toBe(true)
    })
    expect(await deliveriesTo(database, "all")).toMatchObject([
      { state: "parked", attempts: 0, leaseToken: null },
    ])
    expect(await attemptsOf(database, deliveryId)).toEqual([])
  })
})

it("a long queue is parked in part, the rest never claimed", async () => {
  await tell(database)
  const id = await claim()
  await opened.asOwner(`
    insert into outbox_event (id, type, buyer_id, service_id, mode, subject_id, sequence, body, created_at)
    select 'evt_' || lpad((1000000 + n)::text, 26, '0'), 'payment.captured', 'avc', 'avc-test', 'test', 'queued-' || n, 1, '{}',
      '2026-11-01' from generate_series(1, 1001) n;
    insert into webhook_delivery (id, event_id, endpoint_id, wire_type, state, attempts, next_at)
    select 'queued-' || id, id, 'all', type, 'pending', 0, created_at from outbox_event where subject_id like 'queued-%'`)
  expect(await record(id, { effect: { kind: "gone" } })).toEqual({ ok: true, disabled: "gone" })
  const states = (await deliveriesTo(database, "all")).map(({ state }) => state)
  expect(states.filter((state) => state === "parked")).toHaveLength(1_001)
  expect(states.filter((state) => state === "pending")).toHaveLength(1)
  await expect(claim(day)).rejects.toThrow("nothing was due")
})
