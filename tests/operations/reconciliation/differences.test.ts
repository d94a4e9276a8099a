import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { resolveCase } from "#operations/operator-cases/resolve-case.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { reconcileDay } from "#operations/reconciliation/reconcile-day.ts"
import { caseDesk } from "#tests/operations/operator-cases/case-desk.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"
import { acquirerBooks } from "./acquirer-books.ts"

const till = openTill()
const outside = () => till.council.outside
const books = acquirerBooks(till)
const { book, paymentLine, aPaidPayment, endDay, reconcile, itemsOf, casesOf, feesOf } = books

describe("a difference is given to people", () => {
  it("where a line is of no payment of ours", async () => {
    const payment = await aPaidPayment()
    book(paymentLine(payment.id))
    const line = book(paymentLine(payment.id, { reference: "another shop's" }))
    const day = endDay()
    await reconcile()
    expect(await itemsOf(day)).toContainEqual({
      line: line.lineId,
      kind: "payment",
      state: "unknown_payment",
      gross: 14_250,
      ours: false,
    })
    expect(await casesOf(line.lineId)).toEqual([{ reason: "settlement_difference", payment: null, by: null }])
  })

  it("where money moved that is not posted, until it is", async () => {
    const { acquirer, clock } = outside()
    const payment = await aStartedPayment(till.council)
    acquirer.script.push((request) => {
      acquirer.charge(request)
      return { kind: "unknown", cause: "timeout", evidence: {} }
    })
    expect(await till.pay(payment.id)).toBe("checking")
    const line = book(paymentLine(payment.id))
    const day = endDay()
    await reconcile()
    expect(await itemsOf(day)).toMatchObject([{ line: line.lineId, state: "not_posted" }])
    expect(await casesOf(line.lineId)).toMatchObject([{ payment: payment.id, by: null }])
    expect(await feesOf(payment.id)).toEqual([])

    await syncPayment(outside(), { paymentId: payment.id, door: "job" })
    clock.advance(3_600_000)
    expect(await reconcile()).toBe(0)
    expect(await itemsOf(day)).toMatchObject([{ line: line.lineId, state: "matched" }])
    expect(await casesOf(line.lineId)).toMatchObject([{ payment: payment.id, by: "settled" }])
    expect(await feesOf(payment.id)).toHaveLength(2)

    const next = endDay()
    expect(await reconcile()).toBe(1)
    expect(await itemsOf(next)).toEqual([])
  })

  it("where the sums differ, until the books are put right", async () => {
    const payment = await aPaidPayment()
    const line = paymentLine(payment.id, { gross: exactPence(14_205) })
    book(line)
    const day = endDay()
    await reconcile()
    expect(await itemsOf(day)).toMatchObject([{ state: "amount_differs", gross: 14_205 }])
    expect(await casesOf(line.lineId)).toMatchObject([{ payment: payment.id, by: null }])
    book({ ...line, gross: exactPence(14_250), net: exactPence(14_071) }, day)
    expect(await reconcileDay(outside(), day)).toBe("reconciled")
    expect(await itemsOf(day)).toMatchObject([{ state: "matched", gross: 14_250 }])
    expect(await casesOf(line.lineId)).toMatchObject([{ by: "settled" }])
  })

  it("where a payment stands in the books twice", async () => {
    const payment = await aPaidPayment()
    const first = book(paymentLine(payment.id))
    const second = book(paymentLine(payment.id, { acquirerPaymentId: "acq_unknown" }))
    const day = endDay()
    await reconcile()
    expect(await itemsOf(day)).toMatchObject([
      { line: first.lineId, state: "matched" },
      { line: second.lineId, state: "not_posted" },
    ])
    await reconcileDay(outside(), day)
    expect(await casesOf(second.lineId)).toHaveLength(1)
  })

  it("where a payment stands in the books twice, whichever comes first", async () => {
    const payment = await aPaidPayment()
    const unknown = book(paymentLine(payment.id, { acquirerPaymentId: "acq_unknown" }))
    const own = book(paymentLine(payment.id))
    const day = endDay()
    await reconcile()
    expect(await itemsOf(day)).toMatchObject([
      { line: unknown.lineId, state: "not_posted" },
      { line: own.lineId, state: "matched" },
    ])
  })

  it("where money stands in the books that an operator took back", async () => {
    const desk = caseDesk(till)
    const payment = await desk.contradictedPayment()
    expect(await desk.resolve(payment.id, "failed")).toBe("resolved")
    const line = book(paymentLine(payment.id))
    const day = endDay()
    await reconcile()
    expect(await itemsOf(day)).toMatchObject([{ line: line.lineId, state: "not_posted" }])
    expect(await casesOf(line.lineId)).toMatchObject([{ payment: payment.id, by: null }])
    expect(await feesOf(payment.id)).toEqual([])
  })

  it("where a posting stands nowhere in the books, until it does", async () => {
    const payment = await aPaidPayment()
    const day = endDay()
    await reconcile()
    const [item, ...others] = await itemsOf(day)
    expect(others).toEqual([])
    expect(item).toMatchObject({ kind: "payment", state: "not_in_books", gross: 14_250, ours: true })
    const subject = String(item?.["line"])
    expect(await casesOf(subject)).toMatchObject([{ payment: payment.id, by: null }])
    await reconcileDay(outside(), day)
    expect(await casesOf(subject)).toHaveLength(1)

    book(paymentLine(payment.id), day)
    await reconcileDay(outside(), day)
    expect((await itemsOf(day)).map(({ state }) => state)).toEqual(["matched", "matched"])
    expect(await casesOf(subject)).toMatchObject([{ by: "settled" }])
  })

  it("once: what people have noted is not told again", async () => {
    const payment = await aPaidPayment()
    book(paymentLine(payment.id))
    const line = book(paymentLine(payment.id, { reference: "another shop's" }))
    const day = endDay()
    await reconcile()
    const [open] = await till.sql`select id from operator_case where subject_id = ${line.lineId}`
    const caseId = String(open?.["id"])
    const noted = { caseId, to: "noted", by: "Nia Rees", evidence: "the other shop was told" } as const
    expect(await resolveCase(outside(), noted)).toMatchObject({ ok: true })
    await reconcileDay(outside(), day)
    expect(await casesOf(line.lineId)).toEqual([
      { reason: "settlement_difference", payment: null, by: "Nia Rees" },
    ])
  })
})
