import { describe, expect, it } from "vitest"
import { recoverChanges, recoverSince } from "#operations/recovery/recover-changes.ts"
import { openTill } from "#tests/support/till.ts"
import { changeList } from "./change-list.ts"

const till = openTill()
const outside = () => till.council.outside
const { tell, asked, lostCharge, chargedUnseen } = changeList(till)
const hour = 3_600_000
const paidOnce = ["1 payment.started", "2 payment.captured"]

describe("the acquirer's list of changes", () => {
  it("settles what no notification told of", async () => {
    const { payment, pointer } = await chargedUnseen()
    tell(pointer, pointer)
    expect(await recoverChanges(outside())).toBe(2)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.toldOf(payment.id)).toEqual(paidOnce)
    const fetched = outside().acquirer.calls.filter(
      ({ operation, subject }) => operation === "fetch" && subject === pointer.acquirerPaymentId,
    )
    expect(fetched).toHaveLength(1)
  })

  it("is read on from where it was left, at first from two days ago", async () => {
    const now = outside().clock.now()
    const cursor = tell((await chargedUnseen()).pointer)
    await recoverChanges(outside())
    expect(asked().at(-1)).toBe(JSON.stringify({ since: now - 48 * hour }))
    expect(await recoverChanges(outside())).toBe(1)
    expect(asked().at(-1)).toBe(JSON.stringify({ cursor }))
    tell()
    expect(await recoverChanges(outside())).toBe(0)
  })

  it("is read again where the acquirer gave no answer about a payment", async () => {
    const { acquirer } = outside()
    const { payment, pointer } = await chargedUnseen()
    tell(pointer)
    const found = acquirer.fetch
    acquirer.fetch = async () => ({ kind: "not_sent", cause: "unreachable" })
    expect(await recoverChanges(outside())).toBe(0)
    acquirer.fetch = found
    expect(await till.sql`select cursor from acquirer_cursor`).toEqual([])
    expect(await recoverChanges(outside())).toBe(1)
    expect(await till.stateOf(payment.id)).toBe("captured")
  })

  it("waits while the acquirer is away", async () => {
    outside().acquirer.down = true
    expect(await recoverChanges(outside())).toBe(0)
    outside().acquirer.down = false
    expect(outside().lines.at(-1)).toMatchObject({ level: "warn", message: "no list of changes" })
  })

  it("is read from two days ago where the acquirer has forgotten our place", async () => {
    const { acquirer } = outside()
    tell()
    await recoverChanges(outside())
    const list = acquirer.listChanges.bind(acquirer)
    acquirer.listChanges = async (call, from) =>
      "cursor" in from ? { kind: "refused", reason: "not_possible", evidence: {} } : await list(call, from)
    const { payment, pointer } = await chargedUnseen()
    tell(pointer)
    expect(await recoverChanges(outside())).toBe(1)
    acquirer.listChanges = list
    expect(await till.stateOf(payment.id)).toBe("captured")
  })
})

describe("a recovery by hand", () => {
  it("goes through every page since then, and leaves the repeated reading alone", async () => {
    const { acquirer, clock } = outside()
    const [first, second] = [await chargedUnseen(), await chargedUnseen()]
    const list = acquirer.listChanges.bind(acquirer)
    acquirer.listChanges = async (call, from) => {
      tell("cursor" in from ? second.pointer : first.pointer, lostCharge("another shop's"))
      acquirer.changes = { ...acquirer.changes, complete: "cursor" in from }
      return await list(call, from)
    }
    const since = clock.now()
    const count = await recoverSince(outside(), since)
    acquirer.listChanges = list
    expect(count).toEqual({ settled: 2, nothing: 0, stranger: 2, unanswered: 0 })
    expect(asked().at(-2)).toBe(JSON.stringify({ since }))
    expect(await till.stateOf(first.payment.id)).toBe("captured")
    expect(await till.stateOf(second.payment.id)).toBe("captured")
    expect(await till.sql`select cursor from acquirer_cursor`).toEqual([])
  })

  it("says what it got no answer to", async () => {
    outside().acquirer.down = true
    const count = await recoverSince(outside(), outside().clock.now())
    outside().acquirer.down = false
    expect(count).toEqual({ settled: 0, nothing: 0, stranger: 0, unanswered: 1 })
  })
})
