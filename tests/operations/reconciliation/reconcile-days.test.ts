import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { nextUtcDay } from "#domain/utc-day.ts"
import { settleDispute } from "#operations/disputes/settle-dispute.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { reconcileDay } from "#operations/reconciliation/reconcile-day.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { settleRefund } from "#operations/refunds/settle-refund.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"
import { acquirerBooks } from "./acquirer-books.ts"

const till = openTill()
const outside = () => till.council.outside
const books = acquirerBooks(till)
const { book, paymentLine, aPaidPayment, endDay, reconcile, itemsOf, feesOf } = books

async function refund(paymentId: string, amount: number): Promise<string> {
  const begun = await createRefund(outside(), {
    paymentId,
    amount: exactPence(amount),
    expectedAvailable: null,
  })
  if (!begun.ok) throw new Error(begun.problem)
  await begun.value.settled
  return begun.value.refund.id
}

describe("a closed day", () => {
  it("is held against the ledger, line by line, once", async () => {
    const payment = await aPaidPayment()
    const line = book(paymentLine(payment.id))
    const day = endDay()
    expect(await reconcile()).toBe(2)
    expect(await itemsOf(day)).toEqual([
      { line: line.lineId, kind: "payment", state: "matched", gross: 14_250, ours: true },
    ])
    expect(await feesOf(payment.id)).toEqual([
      { line: line.lineId, account: "acquirer_fees", amount: 179 },
      { line: line.lineId, account: "acquirer_receivable", amount: -179 },
    ])
    expect(await reconcile()).toBe(0)
    expect(await reconcileDay(outside(), day)).toBe("reconciled")
    expect(await feesOf(payment.id)).toHaveLength(2)
    expect(await till.sql`select count(*)::int as cases from operator_case`).toEqual([{ cases: 0 }])
  })

  it("matches refunds, returned refunds, disputes and late money by what caused them", async () => {
    const { acquirer, clock } = outside()
    const payment = await aPaidPayment()
    const object = till.firstObjectOf(payment.id)
    book(paymentLine(payment.id))
    const refundId = await refund(payment.id, 4_000)
    const nothing = { fee: exactPence(0) }
    book(paymentLine(payment.id, { ...nothing, kind: "refund", refundId, gross: exactPence(-4_000) }))
    await settleRefund(outside(), { refundId, finding: "failed", acquirerRefundId: null, door: "acquirer" })
    book(paymentLine(payment.id, { ...nothing, kind: "refund_failed", refundId, gross: exactPence(4_000) }))
    const facts = {
      acquirerDisputeId: "dsp_books",
      amount: payment.amount,
      reason: "fraudulent",
      status: "won" as const,
      evidenceDueAt: null,
      openedAt: clock.now(),
    }
    await settleDispute(outside(), { paymentId: payment.id, facts, door: "acquirer" })
    const disputed = { ...nothing, acquirerDisputeId: "dsp_books" }
    book(paymentLine(payment.id, { ...disputed, kind: "dispute", gross: exactPence(-14_250) }))
    book(paymentLine(payment.id, { ...disputed, kind: "dispute_won" }))

    const late = await aStartedPayment(till.council)
    await cancelPayment(outside(), { paymentId: late.id, by: "payee" })
    acquirer.change(till.firstObjectOf(late.id), { status: "captured", captured: late.amount })
    await syncPayment(outside(), { paymentId: late.id, door: "acquirer" })
    await syncOperations(outside())
    const [back] = acquirer.payments.get(till.firstObjectOf(late.id))?.refunds ?? []
    book(paymentLine(late.id))
    book(
      paymentLine(late.id, {
        ...nothing,
        kind: "refund",
        refundId: back?.refundId ?? "",
        gross: exactPence(-14_250),
      }),
    )
    const day = endDay()
    expect(await reconcile()).toBe(1)
    const items = await itemsOf(day)
    expect(items.map(({ kind, state }) => `${kind} ${state}`).toSorted()).toEqual([
      "dispute matched",
      "dispute_won matched",
      "payment matched",
      "payment matched",
      "refund matched",
      "refund matched",
      "refund_failed matched",
    ])
    expect(object).not.toBe("")
  })

  it("waits until the acquirer has closed its books, and says so where that takes long", async () => {
    const payment = await aPaidPayment()
    const day = endDay()
    books.change(day, { complete: false })
    expect(await reconcile()).toBe(0)
    expect(outside().lines.at(-1)?.message).not.toBe("a day cannot be reconciled")
    outside().clock.advance(3 * 3_600_000)
    expect(await reconcile()).toBe(0)
    expect(outside().lines.at(-1)).toMatchObject({ level: "error", message: "a day cannot be reconciled" })
    book(paymentLine(payment.id), day)
    books.change(day, { complete: true })
    expect(await reconcile()).toBe(1)
    expect(await itemsOf(day)).toMatchObject([{ state: "matched" }])
  })

  it("waits for an acquirer that gives no answer", async () => {
    endDay()
    outside().acquirer.down = true
    expect(await reconcile()).toBe(0)
    outside().acquirer.down = false
    expect(await reconcile()).toBe(1)
  })
})

describe("a day that still goes on", () => {
  it("may be looked at by hand, and is reconciled when it has ended", async () => {
    const first = await aPaidPayment()
    book(paymentLine(first.id))
    expect(await reconcileDay(outside(), books.today())).toBe("reconciled")
    const second = await aPaidPayment()
    const line = book(paymentLine(second.id))
    const day = endDay()
    expect(await reconcile()).toBe(1)
    expect(await itemsOf(day)).toContainEqual(
      expect.objectContaining({ line: line.lineId, state: "matched" }),
    )
  })
})

describe("at midnight", () => {
  it("a line in the next day's books is not missing", async () => {
    const payment = await aPaidPayment()
    const day = endDay()
    book(paymentLine(payment.id), nextUtcDay(day))
    books.change(nextUtcDay(day), { complete: false })
    expect(await reconcile()).toBe(1)
    expect(await itemsOf(day)).toEqual([])
    endDay()
    books.change(nextUtcDay(day), { complete: true })
    expect(await reconcile()).toBe(1)
    expect(await itemsOf(nextUtcDay(day))).toMatchObject([{ state: "matched" }])
  })

  it("a posting of the next day stands beside the earlier line", async () => {
    const yesterday = endDay()
    const payment = await aPaidPayment()
    book(paymentLine(payment.id), yesterday)
    await reconcile()
    expect(await itemsOf(yesterday)).toMatchObject([{ state: "matched" }])
    const day = endDay()
    await reconcile()
    expect(await itemsOf(day)).toEqual([])
  })
})
