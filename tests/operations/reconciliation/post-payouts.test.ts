import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { reconcileDay } from "#operations/reconciliation/reconcile-day.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { verify } from "#tests/operations/ledger/verification.ts"
import { openTill } from "#tests/support/till.ts"
import { acquirerBooks } from "./acquirer-books.ts"

const till = openTill()
const books = acquirerBooks(till)
const { book, paymentLine, aPaidPayment, endDay, reconcile, casesOf } = books

/** A day on which the acquirer pays out. */
function payOut(payoutId: string, amount: number) {
  const day = books.today()
  books.change(day, {
    payouts: [{ payoutId, amount: exactPence(amount), currency: "GBP", paidOn: day }],
  })
  return endDay()
}

function postedOf(payoutId: string) {
  return till.sql`select source_id as source, account, amount::int, buyer_id is not null as ours, payment_id as payment
    from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
    where kind = 'payout' and source_id like ${`${payoutId}:%`} order by account`
}

/** What the acquirer owes by the ledger. */
async function owed() {
  const [row] =
    await till.sql`select sum(amount)::int as sum from ledger_entry where account = 'acquirer_receivable'`
  return Number(row?.["sum"])
}

describe("a payout", () => {
  it("is posted to the buyer's bank, once, and leaves the acquirer owing nothing", async () => {
    const payment = await aPaidPayment()
    book(paymentLine(payment.id, { payoutId: "po_first" }))
    endDay()
    await reconcile()
    expect(await owed()).toBe(14_071)
    const day = payOut("po_first", 14_071)
    await reconcile()
    const { buyerId } = payment
    expect(await postedOf("po_first")).toEqual([
      {
        source: `po_first:${buyerId}`,
        account: "acquirer_receivable",
        amount: -14_071,
        ours: true,
        payment: null,
      },
      { source: `po_first:${buyerId}`, account: "buyer_bank", amount: 14_071, ours: true, payment: null },
    ])
    expect(await owed()).toBe(0)
    await reconcileDay(till.council.outside, day)
    expect(await postedOf("po_first")).toHaveLength(2)
    expect((await verify(till)).found).toEqual([])
  })

  it("with a stranger's line brings the buyer its own share only", async () => {
    const payment = await aPaidPayment()
    book(paymentLine(payment.id, { payoutId: "po_shared" }))
    book(paymentLine(payment.id, { payoutId: "po_shared", reference: "another shop's" }))
    endDay()
    await reconcile()
    payOut("po_shared", 28_142)
    await reconcile()
    expect(await postedOf("po_shared")).toMatchObject([{ amount: -14_071 }, { amount: 14_071 }])
    expect(await casesOf("po_shared")).toEqual([])
  })

  it("that takes more back than it brings is posted the other way", async () => {
    const payment = await aPaidPayment()
    book(paymentLine(payment.id, { payoutId: "po_before" }))
    endDay()
    const begun = await createRefund(till.council.outside, {
      paymentId: payment.id,
      amount: exactPence(4_000),
      expectedAvailable: null,
    })
    if (!begun.ok) throw new Error(begun.problem)
    await begun.value.settled
    const back = { kind: "refund" as const, refundId: begun.value.refund.id, payoutId: "po_back" }
    book(paymentLine(payment.id, { ...back, gross: exactPence(-4_000), fee: exactPence(0) }))
    endDay()
    payOut("po_back", -4_000)
    await reconcile()
    expect(await postedOf("po_back")).toMatchObject([
      { account: "acquirer_receivable", amount: 4_000 },
      { account: "buyer_bank", amount: -4_000 },
    ])
  })

  it("that is not the sum of its lines is given to people and not posted, until it is", async () => {
    const payment = await aPaidPayment()
    const line = book(paymentLine(payment.id, { payoutId: "po_short" }))
    const day = endDay()
    const paidOn = payOut("po_short", 14_271)
    await reconcile()
    expect(await postedOf("po_short")).toEqual([])
    expect(await casesOf("po_short")).toEqual([{ reason: "settlement_difference", payment: null, by: null }])
    const extra = { lineId: "stl_extra", payoutId: "po_short", reference: "another shop's" }
    book(
      { ...paymentLine(payment.id, extra), gross: exactPence(200), fee: exactPence(0), net: exactPence(200) },
      day,
    )
    await reconcileDay(till.council.outside, day)
    await reconcileDay(till.council.outside, paidOn)
    expect(await postedOf("po_short")).toMatchObject([{ amount: -14_071 }, { amount: 14_071 }])
    expect(await casesOf("po_short")).toMatchObject([{ by: "settled" }])

    book({ ...line, fee: exactPence(79), net: exactPence(14_171) }, day)
    await reconcileDay(till.council.outside, day)
    books.change(paidOn, {
      payouts: [{ payoutId: "po_short", amount: exactPence(14_371), currency: "GBP", paidOn }],
    })
    await reconcileDay(till.council.outside, paidOn)
    expect(await postedOf("po_short")).toHaveLength(2)
    expect(await casesOf("po_short")).toMatchObject([{ by: "settled" }, { by: null }])
  })
})

describe("a payout that arrives before its last line", () => {
  const unit = { fee: exactPence(0) }
  const later = () => till.council.outside.clock.advance(3_600_000)

  it("is posted by itself once a later day brings the line", async () => {
    const payment = await aPaidPayment()
    book(paymentLine(payment.id, { payoutId: "po_early" }))
    payOut("po_early", 14_271)
    await reconcile()
    expect(await postedOf("po_early")).toEqual([])
    const extra = { ...unit, gross: exactPence(200), payoutId: "po_early", reference: "another shop's" }
    book(paymentLine(payment.id, extra))
    endDay()
    await reconcile()
    later()
    await reconcile()
    expect(await postedOf("po_early")).toMatchObject([{ amount: -14_071 }, { amount: 14_071 }])
    expect(await casesOf("po_early")).toMatchObject([{ by: "settled" }])
  })

  it("is posted by itself once an earlier day has the line", async () => {
    const payment = await aPaidPayment()
    book(paymentLine(payment.id, { payoutId: "po_late_line" }))
    const day = endDay()
    payOut("po_late_line", 14_271)
    await reconcile()
    expect(await casesOf("po_late_line")).toMatchObject([{ by: null }])
    const extra = { ...unit, gross: exactPence(200), payoutId: "po_late_line", reference: "another shop's" }
    book(paymentLine(payment.id, extra), day)
    later()
    await reconcile()
    expect(await postedOf("po_late_line")).toMatchObject([{ amount: -14_071 }, { amount: 14_071 }])
    expect(await casesOf("po_late_line")).toMatchObject([{ by: "settled" }])
  })
})
