import fc from "fast-check"
import { expect, it } from "vitest"
import { capturedPosting } from "#domain/ledger/posting.ts"
import { exactPence, paymentAmountLimits } from "#domain/money.ts"

it("a capture is owed by the acquirer and to the buyer", () => {
  expect(capturedPosting("payment", exactPence(14_250))).toEqual({
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
    fc.property(fc.integer(paymentAmountLimits), (amount) => {
      const { entries } = capturedPosting("payment", exactPence(amount))
      expect(entries.reduce((sum, entry) => sum + entry.amount, 0)).toBe(0)
      expect(entries.every((entry) => entry.amount !== 0)).toBe(true)
    }),
  )
})
