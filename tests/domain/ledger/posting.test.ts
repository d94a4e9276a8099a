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

it("every posting balances and has no empty line", () => {
  fc.assert(
    fc.property(fc.constantFrom(...postingKinds), fc.integer(paymentAmountLimits), (kind, amount) => {
      const { entries } = posting(kind, "source", exactPence(amount))
      expect(entries.reduce((sum, entry) => sum + entry.amount, 0)).toBe(0)
      expect(entries.every((entry) => entry.amount !== 0)).toBe(true)
    }),
  )
})

it("a reversal moves its money through suspense, never through what belongs to the buyer", () => {
  expect(reversalPosting("refund_submitted", "refund", exactPence(500)).entries).toEqual([
    { account: "suspense", amount: 500 },
    { account: "refunds_in_flight", amount: -500 },
  ])
})
