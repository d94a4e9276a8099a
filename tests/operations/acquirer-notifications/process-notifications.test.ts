import { beforeEach, describe, expect, it } from "vitest"
import { insertNotification } from "#db/records/acquirer-notifications.ts"
import { exactPence } from "#domain/money.ts"
import { processNotifications } from "#operations/acquirer-notifications/process-notifications.ts"
import { notOurs } from "#ports/acquirer.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const seconds = 1_000

beforeEach(async () => {
  await till.sql`delete from acquirer_notification`
})

function arrive(eventId: string, externalId: string | null) {
  const { db, clock } = till.council.outside
  const row = { acquirer: "sandbox", eventId, type: "payment.captured", externalId, receivedAt: clock.now() }
  return db.transaction((transaction) => insertNotification(transaction, row))
}

async function stored(eventId: string) {
  const [row] = await till.sql`select state, tries from acquirer_notification where event_id = ${eventId}`
  return row
}

function casesOf(eventId: string) {
  return till.sql`select reason, payment_id from operator_case where subject_id = ${eventId} and closed_at is null`
}

/** A payment whose charge went through at the acquirer while our answer was lost. */
async function chargedUnseen() {
  const { acquirer } = till.council.outside
  const payment = await aStartedPayment(till.council)
  acquirer.script.push((request) => {
    acquirer.charge(request)
    return { kind: "unknown", cause: "cut_off", evidence: {} }
  })
  expect(await till.pay(payment.id)).toBe("checking")
  return { payment, object: till.firstObjectOf(payment.id) }
}

describe("a notification", () => {
  it("makes the acquirer be asked, and settles what it says", async () => {
    const { payment, object } = await chargedUnseen()
    await arrive("evt_charged", object)
    expect(await processNotifications(till.council.outside)).toBe(1)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await stored("evt_charged")).toEqual({ state: "processed", tries: 1 })
    const [last] = await till.sql`
      select door from payment_event where payment_id = ${payment.id} order by version desc limit 1`
    expect(last).toEqual({ door: "acquirer" })
  })

  it("claims nothing by its type: the acquirer's word counts", async () => {
    const payment = await aStartedPayment(till.council)
    await arrive("evt_lie", till.firstObjectOf(payment.id))
    await processNotifications(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("started")
    expect(await stored("evt_lie")).toEqual({ state: "processed", tries: 1 })
  })

  it("may name the payment by the id of a part of it", async () => {
    const { acquirer } = till.council.outside
    const { payment, object } = await chargedUnseen()
    const snapshot = acquirer.payments.get(object)
    if (!snapshot) throw new Error("the acquirer knows no such payment")
    acquirer.payments.set("pi_of_a_session", snapshot)
    await arrive("evt_part", "pi_of_a_session")
    await processNotifications(till.council.outside)
    acquirer.payments.delete("pi_of_a_session")
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await stored("evt_part")).toEqual({ state: "processed", tries: 1 })
  })

  it("about a part of a payment waits out an acquirer that gives no answer", async () => {
    const { acquirer, clock } = till.council.outside
    const { payment, object } = await chargedUnseen()
    await arrive("evt_part_late", "pi_of_another")
    acquirer.down = true
    for (let tries = 1; tries <= 8; tries += 1) {
      await processNotifications(till.council.outside)
      expect(await stored("evt_part_late")).toEqual({ state: "received", tries })
      clock.advance(3_600 * seconds)
    }
    acquirer.down = false
    const snapshot = acquirer.payments.get(object)
    if (!snapshot) throw new Error("the acquirer knows no such payment")
    acquirer.payments.set("pi_of_another", snapshot)
    await processNotifications(till.council.outside)
    acquirer.payments.delete("pi_of_another")
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await stored("evt_part_late")).toEqual({ state: "processed", tries: 9 })
    expect(await casesOf("evt_part_late")).toEqual([])
  })

  it("about something else that the buyer does with its account is no matter for people", async () => {
    const { acquirer } = till.council.outside
    const fetch = acquirer.fetch.bind(acquirer)
    acquirer.fetch = async () => ({
      kind: "refused",
      reason: "configuration",
      evidence: { status: 200, code: notOurs },
    })
    await arrive("evt_shop", "pi_of_a_shop")
    await processNotifications(till.council.outside)
    acquirer.fetch = fetch
    expect(await stored("evt_shop")).toEqual({ state: "processed", tries: 1 })
    expect(await casesOf("evt_shop")).toEqual([])
  })

  it("that comes three times charges and tells once", async () => {
    const { payment, object } = await chargedUnseen()
    for (const id of ["evt_a", "evt_b", "evt_c"]) await arrive(id, object)
    await processNotifications(till.council.outside)
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
  })

  it("waits while the acquirer gives no answer", async () => {
    const { acquirer, clock } = till.council.outside
    const { payment, object } = await chargedUnseen()
    await arrive("evt_wait", object)
    acquirer.down = true
    await processNotifications(till.council.outside)
    acquirer.down = false
    expect(await till.stateOf(payment.id)).toBe("checking")
    expect(await stored("evt_wait")).toEqual({ state: "received", tries: 1 })
    expect(await processNotifications(till.council.outside)).toBe(0)
    clock.advance(5 * seconds)
    expect(await processNotifications(till.council.outside)).toBe(1)
    expect(await till.stateOf(payment.id)).toBe("captured")
  })

  it("about a stranger's object is looked for again, then set aside", async () => {
    const { clock, lines } = till.council.outside
    await arrive("evt_stranger", "acq_stranger")
    for (let tries = 1; tries <= 4; tries += 1) {
      await processNotifications(till.council.outside)
      expect(await stored("evt_stranger")).toEqual({ state: "received", tries })
      clock.advance(5 * 2 ** (tries - 1) * seconds)
    }
    await processNotifications(till.council.outside)
    expect(await stored("evt_stranger")).toEqual({ state: "set_aside", tries: 5 })
    expect(lines.at(-1)).toMatchObject({ level: "warn", message: "notification set aside" })
    expect(await casesOf("evt_stranger")).toEqual([{ reason: "notification_set_aside", payment_id: null }])
    clock.advance(3_600 * seconds)
    expect(await processNotifications(till.council.outside)).toBe(0)
  })

  it("that nobody answers for is given to people with its payment", async () => {
    const { acquirer } = till.council.outside
    const { payment, object } = await chargedUnseen()
    await arrive("evt_silence", object)
    await till.sql`update acquirer_notification set tries = 35 where event_id = 'evt_silence'`
    acquirer.down = true
    await processNotifications(till.council.outside)
    acquirer.down = false
    expect(await stored("evt_silence")).toEqual({ state: "set_aside", tries: 36 })
    expect(await casesOf("evt_silence")).toEqual([
      { reason: "notification_set_aside", payment_id: payment.id },
    ])
  })

  it("that cannot be written down is counted, stops no other, and is given to people", async () => {
    const { acquirer, clock } = till.council.outside
    const [bad, good] = [await chargedUnseen(), await chargedUnseen()]
    const tooMuch = {
      acquirerDisputeId: "dp_too_much",
      amount: exactPence(10_000_001),
      reason: "fraudulent",
      status: "needs_response",
      evidenceDueAt: null,
      openedAt: clock.now(),
    } as const
    acquirer.change(bad.object, { disputes: [tooMuch] })
    await arrive("evt_bad", bad.object)
    await arrive("evt_good", good.object)
    expect(await processNotifications(till.council.outside)).toBe(2)
    expect(await stored("evt_bad")).toEqual({ state: "received", tries: 1 })
    expect(await stored("evt_good")).toEqual({ state: "processed", tries: 1 })
    await till.sql`update acquirer_notification set tries = 35 where event_id = 'evt_bad'`
    clock.advance(5 * seconds)
    await processNotifications(till.council.outside)
    expect(await stored("evt_bad")).toEqual({ state: "set_aside", tries: 36 })
    expect(await casesOf("evt_bad")).toEqual([
      { reason: "notification_set_aside", payment_id: bad.payment.id },
    ])
  })

  it("about nothing is done at once", async () => {
    await arrive("evt_other", null)
    expect(await processNotifications(till.council.outside)).toBe(1)
    expect(await stored("evt_other")).toEqual({ state: "processed", tries: 1 })
  })

  it("is worked off by one of two workers", async () => {
    const { object } = await chargedUnseen()
    await arrive("evt_shared", object)
    const { outside } = till.council
    const taken = await Promise.all([processNotifications(outside), processNotifications(outside)])
    expect(taken.toSorted()).toEqual([0, 1])
  })

  it("comes in batches of twenty", async () => {
    for (let made = 0; made < 23; made += 1) await arrive(`evt_many_${made}`, null)
    expect(await processNotifications(till.council.outside)).toBe(20)
    expect(await processNotifications(till.council.outside)).toBe(3)
  })
})
