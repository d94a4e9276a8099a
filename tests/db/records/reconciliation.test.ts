import { describe, expect, it } from "vitest"
import { holdBooks, insertPayout, recordDay, recordItems } from "#db/records/reconciliation.ts"
import { instant } from "#domain/instant.ts"
import { posting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import { refusal } from "#tests/db/constraints/attack.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const db = () => till.council.outside.db

const line = {
  acquirer: "sandbox",
  lineId: "stl_1",
  day: "2026-11-22",
  inBooks: true,
  kind: "payment" as const,
  reference: "another shop's",
  gross: exactPence(100),
  fee: exactPence(1),
  net: exactPence(99),
  payoutId: "po_1",
  state: "unknown_payment" as const,
  checkedAt: instant(1_000),
}

describe("items", () => {
  it("are written over by a later look, and there may be many", async () => {
    const many = Array.from({ length: 1_201 }, (_, n) => ({ ...line, lineId: `stl_${n}` }))
    await db().transaction((transaction) => recordItems(transaction, many))
    const later = { ...line, gross: exactPence(50), net: exactPence(49), checkedAt: instant(2_000) }
    await db().transaction((transaction) => recordItems(transaction, [later]))
    expect(await till.sql`select count(*)::int as n from reconciliation_item`).toEqual([{ n: 1_201 }])
    expect(
      await till.sql`select gross::int, net::int, checked_at from reconciliation_item where line_id = 'stl_1'`,
    ).toEqual([{ gross: 50, net: 49, checked_at: new Date(2_000) }])
  })
})

describe("a day", () => {
  it("is noted once, with its last look", async () => {
    for (const at of [1_000, 2_000]) {
      const day = { acquirer: "sandbox", day: "2026-11-22", checkedAt: instant(at) }
      await db().transaction((transaction) => recordDay(transaction, day))
    }
    expect(await till.sql`select day::text, checked_at from reconciliation_day`).toEqual([
      { day: "2026-11-22", checked_at: new Date(2_000) },
    ])
  })
})

describe("a payout", () => {
  const payout = {
    posting: posting("payout", "po_1:buyer", exactPence(99)),
    buyerId: "buyer",
    mode: "test" as const,
    stamp: { id: "1", at: instant(1_000) },
  }

  it("is posted once, of no single payment", async () => {
    await db().transaction((transaction) => insertPayout(transaction, payout))
    expect(await till.sql`select kind, source_id, payment_id, service_id from ledger_transaction`).toEqual([
      { kind: "payout", source_id: "po_1:buyer", payment_id: null, service_id: null },
    ])
    const again = { ...payout, stamp: { ...payout.stamp, id: "2" } }
    const second = db().transaction((transaction) => insertPayout(transaction, again))
    await expect(second).rejects.toMatchObject({
      cause: { constraint_name: "ledger_transaction_posted_once" },
    })
  })
})

it("the books are held by one at a time", async () => {
  const order: string[] = []
  const held = Promise.withResolvers<void>()
  const first = db().transaction(async (transaction) => {
    await holdBooks(transaction)
    held.resolve()
    const waiting = await refusal(
      till.sql`select pg_advisory_lock(4204101, 1) from (select set_config('lock_timeout', '100', false)) s`,
    )
    expect(waiting).toBe("55P03")
    order.push("first")
  })
  await held.promise
  await Promise.all([
    first,
    db()
      .transaction(holdBooks)
      .then(() => order.push("second")),
  ])
  expect(order).toEqual(["first", "second"])
})
