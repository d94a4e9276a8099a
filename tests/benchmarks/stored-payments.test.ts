import { expect, it } from "vitest"
import { findPaymentInHand } from "#db/queries/payments.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"
import { storePayments } from "./stored-payments.ts"

const till = openTill()

it("copies of a paid payment stand as the payment does, with their history, ledger and operations", async () => {
  const { council, sql } = till
  const paid = await aStartedPayment(council)
  expect(await till.pay(paid.id)).toBe("captured")
  const open = await aStartedPayment(council)
  const told: number[] = []
  await storePayments(
    sql,
    [
      { templateId: paid.id, from: 1, to: 40, inPast: true },
      { templateId: open.id, from: 41, to: 50, inPast: false },
    ],
    { signal: new AbortController().signal, stored: (payments) => told.push(payments) },
  )
  expect(told.at(-1)).toBe(50)
  const kinds = await sql`
    select state, version, notices, captured::int, count(*)::int,
      min((select count(*) from payment_event e where e.payment_id = p.id))::int as events,
      min((select count(*) from operation o where o.payment_id = p.id and o.finished_at is not null))::int as operations,
      min((select count(*) from acquirer_object a where a.payment_id = p.id))::int as objects,
      min((select count(*) from outbox_event o where o.subject_id = p.id))::int as told,
      min((select coalesce(sum(amount), 0) from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
        where t.payment_id = p.id and account = 'acquirer_receivable'))::int as posted
    from payment p group by state, version, notices, captured order by state`
  expect(kinds).toEqual([
    {
      ...{ state: "captured", version: 4, notices: 2, captured: 14_250, posted: 14_250, count: 41 },
      ...{ events: 4, operations: 2, objects: 1, told: 2 },
    },
    {
      ...{ state: "started", version: 2, notices: 1, captured: 0, posted: 0, count: 11 },
      ...{ events: 2, operations: 1, objects: 1, told: 1 },
    },
  ])
  const unbalanced = await sql`select transaction_id from ledger_entry group by 1 having sum(amount) <> 0`
  expect(unbalanced).toEqual([])
})

it("copies are read as any payment is, a second apart where they are over", async () => {
  const { council, sql } = till
  const paid = await aStartedPayment(council)
  await till.pay(paid.id)
  await storePayments(sql, [{ templateId: paid.id, from: 100, to: 101, inPast: true }], {
    signal: new AbortController().signal,
    stored: () => {},
  })
  const template = await findPaymentInHand(council.outside.db, paid.id)
  const copies =
    await sql`select id from payment where reference in ('501234567 100', '501234567 101') order by reference`
  const [first, second] = await Promise.all(
    copies.map(({ id }) => findPaymentInHand(council.outside.db, String(id))),
  )
  const at = template?.payment.createdAt ?? 0
  expect([first?.payment.createdAt, second?.payment.createdAt]).toEqual([at - 100_000, at - 101_000])
  expect({ ...first?.payment, id: "", reference: "", createdAt: 0, expiresAt: 0, capturedAt: 0 }).toEqual({
    ...{ ...template?.payment, id: "", reference: "", createdAt: 0, expiresAt: 0, capturedAt: 0 },
  })
  expect(first?.newestObjectId).toBe(`${template?.newestObjectId} 100`)
})

it("nothing more is stored once the run is stopped", async () => {
  const stopped = AbortSignal.abort(new Error("stopped"))
  const copies = [{ templateId: "none", from: 200, to: 300, inPast: true }]
  await expect(storePayments(till.sql, copies, { signal: stopped, stored: () => {} })).rejects.toThrow(
    "stopped",
  )
})
