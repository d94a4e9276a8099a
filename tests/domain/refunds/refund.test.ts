import { expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { isRefundId, newRefund, refundMoves, refundStates } from "#domain/refunds/refund.ts"
import { aPayment } from "#tests/support/a-payment.ts"

const at = instant(Date.UTC(2026, 10, 22, 9, 30))

it("a refund is born of its payment, asked for and unknown to the acquirer", () => {
  const payment = aPayment({ buyerId: "council", serviceId: "bins", mode: "live", acquirer: "stripe" })
  const born = {
    id: "refund",
    kind: "refund",
    acquirerPaymentId: "acq",
    amount: exactPence(500),
    at,
  } as const
  expect(newRefund(payment, born)).toEqual({
    id: "refund",
    kind: "refund",
    paymentId: payment.id,
    buyerId: "council",
    serviceId: "bins",
    mode: "live",
    acquirer: "stripe",
    acquirerPaymentId: "acq",
    acquirerRefundId: null,
    amount: 500,
    state: "submitted",
    createdAt: at,
    updatedAt: at,
  })
})

it("a refund moves forward only; one that succeeded may still come back, one that failed is over", () => {
  const moves = refundMoves.map(([from, to]) => `${from} > ${to}`)
  expect(moves.toSorted()).toEqual([
    "needs_operator > failed",
    "needs_operator > succeeded",
    "submitted > failed",
    "submitted > needs_operator",
    "submitted > succeeded",
    "succeeded > failed",
  ])
  expect(new Set(refundMoves.flat())).toEqual(new Set(refundStates))
})

it.each<[string, boolean]>([
  ["0123456789abcdefghijklmnop", true],
  ["0123456789abcdefghijklmno", false],
  ["0123456789abcdefghijklmnow", false],
  ["by hand", false],
  ["", false],
])("an id of ours has its shape: %j is one: %s", (text, isOne) => {
  expect(isRefundId(text)).toBe(isOne)
})
