import { inArray, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { Database } from "#db/connect.ts"
import { webhookDelivery } from "#db/schema/webhooks.ts"
import { deliverWebhooks } from "#operations/webhooks/deliver-webhooks.ts"
import type { WebhookPostOutcome } from "#ports/webhook-sender.ts"
import type { WebhookDatabase } from "#tests/db/records/webhook-rows.ts"
import {
  addEndpoint,
  after,
  attemptsOf,
  deliveriesTo,
  endpointRow,
  openWebhookDatabase,
  start,
  tell,
} from "#tests/db/records/webhook-rows.ts"
import { answered, dispatcher, secretOf, secrets } from "./webhook-outside.ts"

let opened: WebhookDatabase
let database: Database

beforeAll(async () => {
  opened = await openWebhookDatabase()
  database = opened.database
})

afterAll(() => opened.close())
beforeEach(() => opened.clear())

const sealed = [secrets.seal(secretOf(1))]
const addReceiver = (id: string, differences: Parameters<typeof addEndpoint>[2] = {}) =>
  addEndpoint(database, id, { secrets: sealed, url: `https://${id}.example/hook`, ...differences })
const accept = () => Promise.resolve(answered(204))

describe("a delivery", () => {
  it("goes once to each endpoint that wants it", async () => {
    await addReceiver("one")
    await addReceiver("two")
    await addReceiver("three", { eventTypes: ["payment.failed"] })
    await tell(database)
    const { outside, posts } = dispatcher(database, accept)
    expect(await deliverWebhooks(outside)).toBe(2)
    expect(await deliverWebhooks(outside)).toBe(0)
    expect(posts.map(({ url }) => url).sort()).toEqual([
      "https://one.example/hook",
      "https://two.example/hook",
    ])
  })

  it("is sent with no transaction open", async () => {
    await addReceiver("all")
    await tell(database)
    const open: unknown[] = []
    const { outside } = dispatcher(database, async () => {
      open.push(
        ...(await database.execute(sql`select state from pg_stat_activity
          where datname = current_database() and state like 'idle in transaction%'`)),
      )
      return answered(204)
    })
    expect(await deliverWebhooks(outside)).toBe(1)
    expect(open).toEqual([])
  })

  it("is tried ten times at the times of the schedule", async () => {
    await addReceiver("all")
    await tell(database)
    const { outside, posts, logged, moveTo } = dispatcher(database, () => Promise.resolve(answered(500)))
    const starts: number[] = []
    let [row] = await deliveriesTo(database, "all")
    const id = row?.id ?? ""
    while (row !== undefined && row.nextAt !== null && starts.length < 20) {
      starts.push((row.nextAt - start) / 1000)
      moveTo(row.nextAt)
      expect(await deliverWebhooks(outside)).toBe(1)
      row = (await deliveriesTo(database, "all"))[0]
    }
    expect(row).toMatchObject({ state: "exhausted", attempts: 10 })
    expect(starts).toEqual([0, 5, 305, 2105, 9305, 27_305, 63_305, 113_705, 185_705, 272_105])
    const attempts = await attemptsOf(database, id)
    expect(attempts.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(attempts.map(({ startedAt }) => (startedAt - start) / 1000)).toEqual(starts)
    expect(new Set(posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1)
    expect(new Set(posts.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(10)
    expect(new Set(posts.map(({ body }) => body)).size).toBe(1)
    expect(logged).toEqual(["error: webhook given up"])
  })

  it("keeps why nobody answered", async () => {
    await addReceiver("all")
    await tell(database)
    const { outside } = dispatcher(database, () =>
      Promise.resolve({
        kind: "failed",
        failure: "timeout",
        address: "127.0.0.1",
        durationMilliseconds: 15_000,
      }),
    )
    await deliverWebhooks(outside)
    const [row] = await deliveriesTo(database, "all")
    expect(row).toMatchObject({ state: "pending", nextAt: after(60) })
    expect(await attemptsOf(database, row?.id ?? "")).toMatchObject([
      { status: null, failure: "timeout", address: "127.0.0.1", durationMilliseconds: 15_000 },
    ])
  })

  it("waits as long as a busy receiver asks", async () => {
    await addReceiver("all")
    await tell(database)
    const { outside } = dispatcher(database, () => Promise.resolve(answered(503, "3600")))
    await deliverWebhooks(outside)
    expect(await deliveriesTo(database, "all")).toMatchObject([{ nextAt: after(3600) }])
  })

  it("answered by 410 turns the endpoint off", async () => {
    await addReceiver("all")
    for (let count = 0; count < 6; count += 1) await tell(database)
    const { outside, posts, logged } = dispatcher(database, () => Promise.resolve(answered(410)))
    await deliverWebhooks(outside)
    expect(await deliverWebhooks(outside)).toBe(0)
    expect(posts).toHaveLength(4)
    expect(await endpointRow(database, "all")).toMatchObject({ enabled: false, disabledReason: "gone" })
    expect((await deliveriesTo(database, "all")).every(({ state }) => state === "parked")).toBe(true)
    expect(logged).toEqual(["error: webhook endpoint disabled"])
  })
})

describe("what cannot be signed", () => {
  it.each([
    ["a secret that was altered", ["v1.AAAA"]],
    ["a secret of another key", [`${sealed[0]?.slice(0, -4)}AAAA`]],
    ["a secret that is none", [secrets.seal("word")]],
    ["one bad secret of two", [secrets.seal(secretOf(1)), secrets.seal("whsec_")]],
  ])("is parked and the others flow: %s", async (_name, bad) => {
    await addReceiver("bad", { secrets: bad })
    await addReceiver("good")
    await tell(database)
    const { outside, posts, logged } = dispatcher(database, accept)
    expect(await deliverWebhooks(outside)).toBe(2)
    expect(posts.map(({ url }) => url)).toEqual(["https://good.example/hook"])
    expect(await deliveriesTo(database, "bad")).toMatchObject([{ state: "parked", attempts: 0 }])
    expect(await deliveriesTo(database, "good")).toMatchObject([{ state: "delivered" }])
    expect(logged).toEqual(["error: webhook cannot be signed: parked"])
  })
})

describe("dispatchers side by side", () => {
  it("send everything once", async () => {
    for (const id of ["one", "two", "three"]) await addReceiver(id)
    for (let count = 0; count < 10; count += 1) await tell(database)
    const unfinished = () =>
      database.$count(webhookDelivery, inArray(webhookDelivery.state, ["pending", "sending"]))
    const sent: string[] = []
    const lane = async () => {
      const { outside, posts } = dispatcher(database, accept)
      // An empty run may only mean that the other holds the endpoints just now: go on until nothing is left.
      while ((await unfinished()) > 0) await deliverWebhooks(outside)
      sent.push(...posts.map(({ url, headers }) => `${url} ${headers["webhook-id"]}`))
    }
    await Promise.all([lane(), lane()])
    expect(sent).toHaveLength(30)
    expect(new Set(sent).size).toBe(30)
  })

  it("go on while a dead endpoint holds one of them", async () => {
    await addReceiver("dead")
    for (let count = 0; count < 10; count += 1) await tell(database)
    const hang = Promise.withResolvers<WebhookPostOutcome>()
    const held = dispatcher(database, () => hang.promise)
    const holding = deliverWebhooks(held.outside)
    await expect.poll(() => held.posts.length).toBe(4)
    await addReceiver("alive")
    const eventId = await tell(database)
    const { outside, posts } = dispatcher(database, accept)
    expect(await deliverWebhooks(outside)).toBe(1)
    expect(posts).toMatchObject([{ url: "https://alive.example/hook", headers: { "webhook-id": eventId } }])
    hang.resolve({ kind: "failed", failure: "timeout", address: null, durationMilliseconds: 15_000 })
    expect(await holding).toBe(4)
  })

  it("send again what a killed one left", async () => {
    await addReceiver("all")
    const eventId = await tell(database)
    const late = Promise.withResolvers<WebhookPostOutcome>()
    const killed = dispatcher(database, () => late.promise)
    const hanging = deliverWebhooks(killed.outside)
    await expect.poll(() => killed.posts.length).toBe(1)
    const next = dispatcher(database, () => Promise.resolve(answered(500)))
    next.moveTo(after(29))
    expect(await deliverWebhooks(next.outside)).toBe(0)
    next.moveTo(after(30))
    expect(await deliverWebhooks(next.outside)).toBe(1)
    expect(next.posts[0]?.headers["webhook-id"]).toBe(eventId)
    expect(killed.posts[0]?.headers["webhook-id"]).toBe(eventId)
    const kept = await deliveriesTo(database, "all")
    expect(kept).toMatchObject([{ state: "pending", attempts: 1, nextAt: after(35) }])
    // The first comes back from the dead: its lease is lost, so it may not write.
    late.resolve(answered(204))
    await hanging
    expect(await deliveriesTo(database, "all")).toEqual(kept)
    expect(await attemptsOf(database, kept[0]?.id ?? "")).toHaveLength(1)
    expect(killed.logged).toEqual(["warn: webhook lease lost: it will be sent again"])
  })

  it("record the others where one send breaks", async () => {
    await addReceiver("broken")
    await addReceiver("good")
    await tell(database)
    const { outside } = dispatcher(database, ({ url }) =>
      url.includes("broken") ? Promise.reject(new Error("a bug")) : accept(),
    )
    await expect(deliverWebhooks(outside)).rejects.toThrow("a bug")
    expect(await deliveriesTo(database, "good")).toMatchObject([{ state: "delivered" }])
    expect(await deliveriesTo(database, "broken")).toMatchObject([{ state: "sending", attempts: 0 }])
  })
})
