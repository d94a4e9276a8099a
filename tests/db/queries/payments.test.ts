import { describe, expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import type { ExpiryPlace } from "#db/queries/payments.ts"
import {
  findNewestObjectId,
  findPayment,
  findPaymentIdOfObject,
  findPaymentInHand,
  findPaymentOfBasket,
  findPaymentsToExpire,
  findSamePayment,
  lockPaymentInHand,
} from "#db/queries/payments.ts"
import { insertBasket } from "#db/records/baskets.ts"
import type { Instant } from "#domain/instant.ts"
import { later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { ok } from "#domain/problem.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { aNewPayment, aStartedPayment, openEntry } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const nobody = "v".repeat(26)
const minute = 60_000

describe("a payment", () => {
  it("is found by its id alone", async () => {
    const { db } = till.council.outside
    const payment = await aNewPayment(till.council, { email: "payee@example.org" })
    expect(await findPayment(db, payment.id)).toEqual(payment)
    expect(await findPayment(db, nobody)).toBeNull()
    expect(await findPayment(db, "' or true --")).toBeNull()
  })

  it("comes with what is open at the acquirer", async () => {
    const { db, acquirer } = till.council.outside
    const payment = await aNewPayment(till.council)
    expect(await findPaymentInHand(db, payment.id)).toEqual({
      payment,
      operation: null,
      voids: [],
      object: null,
      newestObjectId: null,
      objects: 0,
    })
    await openEntry(till.council, payment.id)
    const externalId = till.firstObjectOf(payment.id)
    expect(await findPaymentInHand(db, payment.id)).toMatchObject({
      payment: { state: "started" },
      operation: null,
      object: { externalId, entrySecret: "entry-secret" },
      newestObjectId: externalId,
    })
    acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await till.pay(payment.id)
    expect(await findPaymentInHand(db, payment.id)).toMatchObject({
      payment: { state: "checking" },
      operation: { kind: "authorise", state: "unknown", acquirerPaymentId: externalId },
    })
    expect(await findPaymentInHand(db, nobody)).toBeNull()
  })

  it("keeps the newest attempt's object after it closed", async () => {
    const { db } = till.council.outside
    const payment = await aStartedPayment(till.council)
    await till.pay(payment.id)
    const externalId = till.firstObjectOf(payment.id)
    expect(await findPaymentInHand(db, payment.id)).toMatchObject({
      object: null,
      newestObjectId: externalId,
    })
    expect(await findNewestObjectId(db, payment.id)).toBe(externalId)
    expect(await findPaymentIdOfObject(db, "sandbox", externalId)).toBe(payment.id)
    expect(await findPaymentIdOfObject(db, "stripe", externalId)).toBeNull()
    expect(await findPaymentIdOfObject(db, "sandbox", "acq_nobody")).toBeNull()
    expect(await findNewestObjectId(db, nobody)).toBeNull()
  })

  it("that is locked makes another wait for it", async () => {
    const { db } = till.council.outside
    const payment = await aNewPayment(till.council)
    const order: string[] = []
    let second: Promise<unknown> | undefined
    await inTransaction(db, async (transaction) => {
      await lockPaymentInHand(transaction, payment.id)
      second = inTransaction(db, async (other) => {
        const held = await lockPaymentInHand(other, payment.id)
        order.push(`second sees ${held?.payment.version}`)
        return ok(null)
      })
      const waiting = async () => {
        const rows = await till.sql`
          select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
        return rows.length
      }
      await expect.poll(waiting).toBe(1)
      await transaction.execute(`update payment set version = version + 1 where id = '${payment.id}'`)
      return ok(null)
    })
    await second
    expect(order).toEqual(["second sees 2"])
  })
})

describe("a basket's payment", () => {
  it("is the unfinished or the paid one", async () => {
    const { db, clock } = till.council.outside
    const { service } = await till.council.page("council-tax")
    const basket = {
      id: "basket",
      serviceId: service.id,
      reference: "501234567",
      createdAt: clock.now(),
      expiresAt: clock.now(),
    }
    await db.transaction((transaction) => insertBasket(transaction, basket))
    expect(await findPaymentOfBasket(db, basket.id)).toBeNull()
    const first = await aNewPayment(till.council, { basketId: basket.id })
    expect(await findPaymentOfBasket(db, basket.id)).toEqual(first)
    await cancelPayment(till.council.outside, { paymentId: first.id, by: "payee" })
    expect(await findPaymentOfBasket(db, basket.id)).toBeNull()
    const second = await aStartedPayment(till.council, { basketId: basket.id })
    await till.pay(second.id)
    expect(await findPaymentOfBasket(db, basket.id)).toMatchObject({ id: second.id, state: "captured" })
  })
})

describe("the same payment", () => {
  it("is one that was paid lately, of equal reference and amount", async () => {
    const { db, clock } = till.council.outside
    const reference = "SAME-1"
    const paid = await aStartedPayment(till.council, { reference })
    const since = later(clock.now(), -72 * 60 * minute)
    expect(await findSamePayment(db, paid, since)).toBeNull()
    await till.pay(paid.id)
    expect(await findSamePayment(db, await aNewPayment(till.council, { reference }), since)).toMatchObject({
      id: paid.id,
    })
    expect(await findSamePayment(db, paid, later(paid.createdAt, 1))).toBeNull()
    for (const other of [{ reference: "SAME-2" }, { reference, amount: exactPence(1) }])
      expect(await findSamePayment(db, await aNewPayment(till.council, other), since)).toBeNull()
  })
})

describe("payments to expire", () => {
  it("are those whose time is up where they can, the oldest first", async () => {
    const { db, clock } = till.council.outside
    clock.advance(1_000 * minute)
    await till.sql`update payment set state = 'expired', version = version + 1 where state in ('created', 'started')`
    const first = await aNewPayment(till.council)
    clock.advance(minute)
    const second = await aStartedPayment(till.council)
    const paid = await aStartedPayment(till.council)
    await till.pay(paid.id)
    const charging = await aStartedPayment(till.council)
    till.council.outside.acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await till.pay(charging.id)
    const due = async (now: Instant, limit = 10, after: ExpiryPlace | null = null) =>
      await findPaymentsToExpire(db, { states: ["created", "started"], now, after, limit })
    const ids = (places: readonly ExpiryPlace[]) => places.map((place) => place.id)
    expect(await due(later(first.expiresAt, -1))).toEqual([])
    expect(ids(await due(first.expiresAt))).toEqual([first.id])
    const longAfter = later(clock.now(), 1_000 * minute)
    expect(ids(await due(longAfter))).toEqual([first.id, second.id])
    const [place = null] = await due(longAfter, 1)
    expect(place?.id).toBe(first.id)
    expect(ids(await due(longAfter, 10, place))).toEqual([second.id])
  })
})
