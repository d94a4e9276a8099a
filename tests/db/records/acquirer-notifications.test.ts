import { describe, expect, it } from "vitest"
import {
  claimDueNotifications,
  insertNotification,
  recordNotification,
} from "#db/records/acquirer-notifications.ts"
import { acquirerNotification } from "#db/schema/operations.ts"
import { instant, later } from "#domain/instant.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const now = instant(Date.UTC(2026, 10, 22, 9, 30))
const minute = 60_000

function arrive(eventId: string, receivedAt = now, externalId: string | null = "acq_1") {
  const row = { acquirer: "sandbox", eventId, type: "payment.captured", externalId, receivedAt }
  return till.council.outside.db.transaction((transaction) => insertNotification(transaction, row))
}

async function claim(leaseToken: string, at = now, limit = 20) {
  const claimed = await till.council.outside.db.transaction((transaction) =>
    claimDueNotifications(transaction, {
      acquirer: "sandbox",
      now: at,
      leaseToken,
      leaseUntil: later(at, minute),
      limit,
    }),
  )
  return claimed.map((one) => one.eventId)
}

function record(
  eventId: string,
  leaseToken: string,
  state: "received" | "processed" | "set_aside",
  nextAt = now,
) {
  return till.council.outside.db.transaction((transaction) =>
    recordNotification(
      transaction,
      { acquirer: "sandbox", eventId, leaseToken },
      { state, nextAt, tries: 1 },
    ),
  )
}

async function stored(eventId: string) {
  const rows = await till.council.outside.db.select().from(acquirerNotification)
  return rows.filter((row) => row.eventId === eventId)
}

async function empty() {
  await till.sql`delete from acquirer_notification`
}

describe("a notification", () => {
  it("is kept once, as it came first", async () => {
    await arrive("twice", now, "acq_1")
    await arrive("twice", later(now, minute), "acq_2")
    expect(await stored("twice")).toEqual([
      {
        acquirer: "sandbox",
        eventId: "twice",
        type: "payment.captured",
        externalId: "acq_1",
        state: "received",
        tries: 0,
        nextAt: now,
        leaseToken: null,
        receivedAt: now,
      },
    ])
  })

  it("that was processed is not taken up again by a repeat", async () => {
    await empty()
    await arrive("done")
    await claim("mine")
    await record("done", "mine", "processed")
    await arrive("done")
    expect(await claim("next", later(now, 10 * minute))).toEqual([])
  })
})

describe("a claim", () => {
  it("takes the oldest due and leaves the rest", async () => {
    await empty()
    await arrive("second", later(now, -1))
    await arrive("first", later(now, -2))
    await arrive("later", later(now, 1))
    expect(await claim("one", now, 1)).toEqual(["first"])
    expect(await claim("two")).toEqual(["second"])
    expect(await claim("three")).toEqual([])
  })

  it("never shares one between two at once", async () => {
    await empty()
    for (const id of ["a", "b", "c", "d"]) await arrive(id)
    const claims = await Promise.all(["one", "two", "three"].map((token) => claim(token, now, 2)))
    const ids = claims.flat()
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(1)
  })

  it("runs out, and its holder may then write nothing", async () => {
    await empty()
    await arrive("left")
    await claim("dead")
    expect(await claim("other", later(now, minute - 1))).toEqual([])
    expect(await claim("other", later(now, minute))).toEqual(["left"])
    await record("left", "dead", "processed")
    expect(await stored("left")).toMatchObject([{ state: "received", leaseToken: "other", tries: 0 }])
    await record("left", "other", "set_aside")
    expect(await stored("left")).toMatchObject([{ state: "set_aside", leaseToken: null, tries: 1 }])
  })

  it("put back comes again at its time", async () => {
    await empty()
    await arrive("again")
    await claim("mine")
    await record("again", "mine", "received", later(now, 5 * minute))
    expect(await claim("next", later(now, 5 * minute - 1))).toEqual([])
    expect(await claim("next", later(now, 5 * minute))).toEqual(["again"])
  })
})
