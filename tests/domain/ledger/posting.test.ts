import fc from "fast-check"
import { expect, it } from "vitest"
import { posting, postingKinds, reversalPosting } from "#domain/ledger/posting.ts"
import { exactPence, paymentAmountLimits } from "#domain/money.ts"

it("a capture is owed by the acquirer and to the buyer", () => {
  expect(posting("captured", "payment", exactPence(14_250))).toEqual({
    kind: "captured",
    sourceId: "payment",
    entries: [
      { account: "acquirer_receivable", amount: 14_250 },
      { account: "buyer_payable", amount: -14_250 },
    ],
  })
})

it.each([
  ["captured", "acquirer_receivable", "buyer_payable"],
  ["capture_corrected", "buyer_payable", "acquirer_receivable"],
  ["late_success", "acquirer_receivable", "suspense"],
  ["refund_submitted", "buyer_payable", "refunds_in_flight"],
  ["refund_succeeded", "refunds_in_flight", "acquirer_receivable"],
  ["refund_failed", "refunds_in_flight", "buyer_payable"],
  ["refund_returned", "acquirer_receivable", "buyer_payable"],
  ["dispute_opened", "disputes_held", "acquirer_receivable"],
  ["dispute_won", "acquirer_receivable", "disputes_held"],
  ["dispute_lost", "buyer_payable", "disputes_held"],
  ["fee", "acquirer_fees", "acquirer_receivable"],
  ["payout", "buyer_bank", "acquirer_receivable"],
] as const)("%s debits %s and credits %s", (kind, debit, credit) => {
  expect(posting(kind, "source", exactPence(100)).entries).toEqual([
    { account: debit, amount: 100 },
    { account: credit, amount: -100 },
  ])
})

it("every posting balances and has no empty line", () => {
  fc.assert(
    fc.property(fc.constantFrom(...postingKinds), fc.integer(paymentAmountLimits), (kind, amount) => {
      for (const post of [posting, reversalPosting]) {
        const { entries } = post(kind, "source", exactPence(amount))
        expect(entries.reduce((sum, entry) => sum + entry.amount, 0)).toBe(0)
        expect(entries.every((entry) => entry.amount !== 0)).toBe(true)
      }
    }),
  )
})

it("a reversal moves its money through suspense, never through what belongs to the buyer", () => {
  expect(reversalPosting("refund_submitted", "refund", exactPence(500)).entries).toEqual([
    { account: "suspense", amount: 500 },
    { account: "refunds_in_flight", amount: -500 },
  ])
  for (const kind of ["refund_submitted", "refund_succeeded", "refund_failed", "refund_returned"] as const) {
    const ordinary = posting(kind, "refund", exactPence(500)).entries
    expect(reversalPosting(kind, "refund", exactPence(500))).toEqual({
      kind,
      sourceId: "refund",
      entries: ordinary.map(({ account, amount }) => ({
        account: account === "buyer_payable" ? "suspense" : account,
        amount,
      })),
    })
  }
})
