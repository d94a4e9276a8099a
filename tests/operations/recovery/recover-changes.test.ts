import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { processNotifications } from "#operations/acquirer-notifications/process-notifications.ts"
import { recoverChanges, recoverSince } from "#operations/recovery/recover-changes.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import { aStartedPayment } from "#tests/support/council.ts"
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

  it("waits while the acquirer is away, without a word of its own", async () => {
    const before = outside().lines.length
    outside().acquirer.down = true
    expect(await recoverChanges(outside())).toBe(0)
    outside().acquirer.down = false
    expect(outside().lines.slice(before)).toEqual([])
    expect(await till.sql`select 1 from acquirer_cursor`).toEqual([])
  })

  describe("of an acquirer that has forgotten our place", () => {
    /** As Stripe does after thirty days without an event. */
    async function forgetting<T>(work: () => Promise<T>): Promise<T> {
      const { acquirer } = outside()
      const list = acquirer.listChanges.bind(acquirer)
      acquirer.listChanges = async (call, from) =>
        "cursor" in from ? { kind: "refused", reason: "configuration", evidence: {} } : await list(call, from)
      const done = await work()
      acquirer.listChanges = list
      return done
    }
    const places = async () => [...(await till.sql`select cursor from acquirer_cursor`)]
    const warnings = () =>
      outside().lines.filter(({ message }) => message.includes("has forgotten our place"))

    it("is read anew, and settles what happened meanwhile", async () => {
      tell()
      await recoverChanges(outside())
      const { payment, pointer } = await chargedUnseen()
      tell(pointer)
      expect(await forgetting(() => recoverChanges(outside()))).toBe(1)
      expect(await till.stateOf(payment.id)).toBe("captured")
    })

    it("is read anew from before it was last read to its end, however long ago", async () => {
      tell()
      await recoverChanges(outside())
      const read = outside().clock.now()
      outside().acquirer.changes = { ...outside().acquirer.changes, nextCursor: "chg_more", complete: false }
      outside().clock.advance(5 * hour)
      await recoverChanges(outside())
      outside().clock.advance(24 * 40 * hour)
      tell()
      await forgetting(() => recoverChanges(outside()))
      expect(asked().at(-1)).toBe(JSON.stringify({ since: read - 48 * hour }))
    })

    it("is said once, also where nothing has happened since", async () => {
      tell()
      await recoverChanges(outside())
      const before = warnings().length
      outside().acquirer.changes = { changes: [], nextCursor: null, complete: true }
      await forgetting(async () => {
        for (const _run of [1, 2, 3]) expect(await recoverChanges(outside())).toBe(0)
      })
      expect(warnings()).toHaveLength(before + 1)
      expect(warnings().at(-1)).toMatchObject({ level: "warn", fields: { acquirer: "sandbox" } })
      expect(await places()).toEqual([{ cursor: null }])
      const cursor = tell()
      await recoverChanges(outside())
      expect(await places()).toEqual([{ cursor }])
    })
  })
})

describe("a change that cannot be settled", () => {
  /** The acquirer shows a dispute over more money than any payment has: the database refuses it. */
  function poison(acquirerPaymentId: string) {
    const openedAt = outside().clock.now()
    const dispute: DisputeSnapshot = {
      acquirerDisputeId: `dp_${acquirerPaymentId}`,
      amount: exactPence(10_000_001),
      reason: "fraudulent",
      status: "needs_response",
      evidenceDueAt: null,
      openedAt,
    }
    outside().acquirer.change(acquirerPaymentId, { disputes: [dispute] })
  }

  async function queued(acquirerPaymentId: string) {
    const rows = await till.sql`
      select state, tries from acquirer_notification where external_id = ${acquirerPaymentId}`
    return [...rows]
  }

  it("stops no other, is tried again, and is for people at last", async () => {
    const [bad, good] = [await chargedUnseen(), await chargedUnseen()]
    const { acquirerPaymentId } = bad.pointer
    poison(acquirerPaymentId)
    const cursor = tell(bad.pointer, good.pointer)
    expect(await recoverChanges(outside())).toBe(2)
    expect([...(await till.sql`select cursor from acquirer_cursor`)]).toEqual([{ cursor }])
    expect(await till.stateOf(good.payment.id)).toBe("captured")
    expect(outside().lines).toContainEqual({
      level: "error",
      fields: { acquirer: "sandbox", acquirer_payment_id: acquirerPaymentId, error: expect.any(String) },
      message: "a change could not be settled",
    })
    expect(await queued(acquirerPaymentId)).toEqual([{ state: "received", tries: 0 }])
    await processNotifications(outside())
    expect(await queued(acquirerPaymentId)).toEqual([{ state: "received", tries: 1 }])
    await till.sql`update acquirer_notification set tries = 35 where external_id = ${acquirerPaymentId}`
    outside().clock.advance(5_000)
    await processNotifications(outside())
    expect(await queued(acquirerPaymentId)).toEqual([{ state: "set_aside", tries: 36 }])
    const cases = await till.sql`
      select reason from operator_case where payment_id = ${bad.payment.id} and closed_at is null`
    expect([...cases]).toEqual([{ reason: "notification_set_aside" }])
  })

  it("is counted as unanswered where a person asks", async () => {
    const { pointer } = await chargedUnseen()
    poison(pointer.acquirerPaymentId)
    tell(pointer)
    const count = await recoverSince(outside(), outside().clock.now())
    expect(count).toEqual({ settled: 0, nothing: 0, stranger: 0, unanswered: 1 })
  })

  it("for want of an answer holds up the rest for an hour, and is then asked about beside it", async () => {
    const { acquirer, clock } = outside()
    const payment = await aStartedPayment(till.council)
    const lost = lostCharge(payment.id)
    const cursor = tell(lost)
    const found = acquirer.fetch
    acquirer.fetch = async () => ({ kind: "unknown", cause: "unreadable", evidence: {} })
    expect(await recoverChanges(outside())).toBe(0)
    clock.advance(hour - 1)
    expect(await recoverChanges(outside())).toBe(0)
    expect(await till.sql`select cursor from acquirer_cursor`).toEqual([])
    clock.advance(1)
    expect(await recoverChanges(outside())).toBe(1)
    expect([...(await till.sql`select cursor from acquirer_cursor`)]).toEqual([{ cursor }])
    await processNotifications(outside())
    expect(await queued(lost.acquirerPaymentId)).toEqual([{ state: "received", tries: 1 }])
    acquirer.fetch = found
    clock.advance(5_000)
    await processNotifications(outside())
    expect(await queued(lost.acquirerPaymentId)).toEqual([{ state: "processed", tries: 2 }])
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
