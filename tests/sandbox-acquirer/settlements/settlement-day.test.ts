import { afterAll, beforeAll, expect, it } from "vitest"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

const hour = 3_600_000
const goTo = (time: string) => sandbox.advance(Date.parse(time) - sandbox.now().getTime())

it("a day has its own lines, oldest first, and the payouts paid on it", async () => {
  goTo("2026-11-26T23:59:59.999Z")
  const thursday = (await sandbox.pay({}, { amount: 1_000 })).payment
  sandbox.advance(1)
  const friday = (await sandbox.pay({}, { amount: 2_000 })).payment
  sandbox.advance(hour)
  const refunded = { refund_id: "re", amount: 300 }
  await books.post(`/api/payments/${friday.id}/refunds`, refunded)
  goTo("2026-11-28T12:00:00Z")
  const saturday = (await sandbox.pay({}, { amount: 4_000 })).payment
  goTo("2026-12-02T12:00:00Z")

  const day = await books.booksOf("2026-11-27")
  expect(day).toMatchObject({ day: "2026-11-27", payouts: [], complete: true })
  expect(day.lines.map(({ payment_id, gross }) => [payment_id, gross])).toEqual([
    [friday.id, 2_000],
    [friday.id, -300],
  ])
  expect(await books.booksOf("2026-11-30")).toEqual({
    day: "2026-11-30",
    lines: [],
    payouts: [{ id: "po_20261126", amount: 1_000 - 20, currency: "GBP", paid_on: "2026-11-30" }],
    complete: true,
  })
  expect((await books.booksOf("2026-12-01")).payouts).toEqual([
    { id: "po_20261127", amount: 2_000 - 32 - 300, currency: "GBP", paid_on: "2026-12-01" },
    { id: "po_20261128", amount: 4_000 - 56, currency: "GBP", paid_on: "2026-12-01" },
  ])
  expect((await books.booksOf("2026-11-26")).lines.map(({ payment_id }) => payment_id)).toEqual([thursday.id])
  expect((await books.booksOf("2026-11-28")).lines.map(({ payment_id }) => payment_id)).toEqual([saturday.id])
})

it("a day is complete when the last write of it must be done", async () => {
  goTo("2026-12-02T13:00:00Z")
  await sandbox.pay()
  expect((await books.booksOf("2026-12-02")).complete).toBe(false)
  goTo("2026-12-03T00:00:14.999Z")
  expect((await books.booksOf("2026-12-02")).complete).toBe(false)
  sandbox.advance(1)
  expect((await books.booksOf("2026-12-02")).complete).toBe(true)
})

it("a day to come has nothing yet, not even the payouts that are sure", async () => {
  goTo("2026-12-03T12:00:00Z")
  await sandbox.pay()
  expect(await books.booksOf("2026-12-07")).toEqual({
    day: "2026-12-07",
    lines: [],
    payouts: [],
    complete: false,
  })
  goTo("2026-12-07T00:00:00Z")
  expect(await books.booksOf("2026-12-07")).toMatchObject({
    payouts: [{ id: "po_20261203" }],
    complete: false,
  })
})

it("a day fuller than a list says so", async () => {
  goTo("2026-12-08T12:00:00Z")
  const { payment } = await sandbox.pay()
  await sandbox.sql`
    INSERT INTO settlement_line (id, kind, payment_id, gross, fee, payout_id, paid_on, occurred_at)
    SELECT 'stl_' || n, 'payment', ${payment.id}, 1, 0, 'po_20261208', '2026-12-10', ${sandbox.now()}
    FROM generate_series(1, 2000) AS n`
  goTo("2026-12-09T12:00:00Z")
  const day = await books.booksOf("2026-12-08")
  expect(day.lines).toHaveLength(2_000)
  expect(day.complete).toBe(false)
  expect(Buffer.byteLength(JSON.stringify(day))).toBeLessThan(1_048_576)
})

it.each(["today", "2026-13-01", "2026-02-30", "20261123", "2026-11-23.csv"])(
  "there is no day %s",
  async (day) => {
    expect(await books.get(`/api/settlements/${day}`)).toEqual({
      status: 400,
      body: { error: { code: "invalid_request" } },
    })
  },
)
