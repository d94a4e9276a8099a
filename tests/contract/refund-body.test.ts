import * as v from "valibot"
import { describe, expect, it } from "vitest"
import { paymentRefunds, refund } from "#contract/refund.ts"
import { paymentRefundsBody, refundBody } from "#contract/refund-body.ts"
import { exactPence } from "#domain/money.ts"
import type { RefundState } from "#domain/refunds/refund.ts"
import { newRefund } from "#domain/refunds/refund.ts"
import { paymentIn } from "./payments-in-every-state.ts"

const view = { checkoutUrl: "https://pay.example" }
const payment = paymentIn("captured")
const born = newRefund(payment, {
  id: "refund6789abcdefghijklmnop",
  kind: "refund",
  acquirerPaymentId: "acq_1",
  amount: exactPence(750),
  at: payment.createdAt,
})
const paymentUrl = "https://pay.example/v1/payments/0123456789abcdefghijklmnop"

describe("refundBody", () => {
  it("has all that GOV.UK Pay's has", () => {
    expect(refundBody(born, view)).toEqual({
      refund_id: born.id,
      payment_id: payment.id,
      amount: 750,
      status: "submitted",
      created_date: "2026-11-22T09:30:00.000Z",
      settlement_summary: {},
      _links: {
        self: { href: `${paymentUrl}/refunds/${born.id}`, method: "GET" },
        payment: { href: paymentUrl, method: "GET" },
      },
    })
  })

  // Source: payments API, refund.
  it.each<[RefundState, string]>([
    ["submitted", "submitted"],
    ["needs_operator", "submitted"],
    ["succeeded", "success"],
    ["failed", "error"],
  ])("tells %s as %s", (state, status) => {
    const body = refundBody({ ...born, state }, view)
    expect(body.status).toBe(status)
    expect(v.safeParse(refund, body).issues).toBeUndefined()
  })
})

describe("paymentRefundsBody", () => {
  it("lists refunds as they are given", () => {
    const body = paymentRefundsBody(payment.id, [born, { ...born, state: "failed" }], view)
    expect(body._embedded.refunds.map(({ status }) => status)).toEqual(["submitted", "error"])
    expect(body._links).toEqual({
      self: { href: `${paymentUrl}/refunds`, method: "GET" },
      payment: { href: paymentUrl, method: "GET" },
    })
    expect(v.safeParse(paymentRefunds, body).issues).toBeUndefined()
    expect(v.safeParse(paymentRefunds, paymentRefundsBody(payment.id, [], view)).issues).toBeUndefined()
  })
})
