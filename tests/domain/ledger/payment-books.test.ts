import { describe, expect, it } from "vitest"
import type { PaymentBooks } from "#domain/ledger/payment-books.ts"
import { discrepanciesOf, receivable } from "#domain/ledger/payment-books.ts"
import type { Posting } from "#domain/ledger/posting.ts"
import { posting, reversalPosting } from "#domain/ledger/posting.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { newRefund } from "#domain/refunds/refund.ts"
import { aPayment } from "#tests/support/a-payment.ts"

const amount = exactPence(14_250)

function booksOf(
  facts: Partial<Payment>,
  postings: readonly Posting[],
  more: Partial<PaymentBooks> = {},
): PaymentBooks {
  return {
    payment: aPayment(facts),
    posted: postings.flatMap(({ kind, sourceId, entries }) =>
      entries.map((entry) => ({ kind, sourceId, ...entry })),
    ),
    refunds: [],
    disputes: [],
    acquirerPaymentIds: ["acq_1"],
    openSince: null,
    ...more,
  }
}

const captured = { state: "captured", authorised: amount, captured: amount } as const
const { id } = aPayment()

function kindsOf(books: PaymentBooks): readonly string[] {
  return discrepanciesOf(books).map(({ kind }) => kind)
}

describe("books", () => {
  it("of a payment that took nothing agree", () => {
    expect(discrepanciesOf(booksOf({ state: "started" }, []))).toEqual([])
  })

  it("of a capture agree with its posting only", () => {
    expect(discrepanciesOf(booksOf(captured, [posting("captured", id, amount)]))).toEqual([])
    expect(kindsOf(booksOf(captured, []))).toEqual(["capture_differs", "capture_misplaced"])
    expect(kindsOf(booksOf(captured, [posting("captured", id, exactPence(1))]))).toEqual(["capture_differs"])
  })

  it("of a corrected capture agree, and keep nothing", () => {
    const failed = { ...captured, state: "failed", refundReserved: amount, refunded: amount } as const
    const both = [posting("captured", id, amount), posting("capture_corrected", id, amount)]
    const books = booksOf(failed, both)
    expect(discrepanciesOf(books)).toEqual([])
    expect(receivable(books)).toBe(0)
    expect(kindsOf(booksOf(failed, both.slice(0, 1)))).toEqual([
      "capture_misplaced",
      "refunds_differ",
      "closed_keeps_money",
    ])
  })

  it("of a reversal agree where the late money is posted too", () => {
    const payment = aPayment({ state: "expired" })
    const at = payment.createdAt
    const born = { id: "refund", kind: "reversal", acquirerPaymentId: "acq_1", amount, at } as const
    const refunds = [{ ...newRefund(payment, born), state: "succeeded" as const }]
    const back = [
      reversalPosting("refund_submitted", "refund", amount),
      reversalPosting("refund_succeeded", "refund", amount),
    ]
    const late = posting("late_success", "acq_1", amount)
    expect(discrepanciesOf(booksOf({ state: "expired" }, [late, ...back], { refunds }))).toEqual([])
    expect(kindsOf(booksOf({ state: "expired" }, back, { refunds }))).toEqual(["refund_misposted"])
  })
})

it("fees leave what the acquirer holds by another way", () => {
  const fee: Pence = exactPence(25)
  const postings = [posting("captured", id, amount), posting("fee", "stl_1", fee)]
  expect(receivable(booksOf(captured, postings))).toBe(amount)
})
