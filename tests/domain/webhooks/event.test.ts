import { describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { paymentStates } from "#domain/payments/state.ts"
import { maxWebhookBodyBytes, webhookBody } from "#domain/webhooks/event.ts"

const at = instant(Date.parse("2026-11-22T09:30:00Z"))
const payment: Payment = {
  id: "0123456789abcdefghijklmnop",
  buyerId: "buyer",
  serviceId: "service",
  mode: "live",
  acquirer: "sandbox",
  state: "captured",
  version: 7,
  notices: 4,
  amount: exactPence(5750),
  authorised: exactPence(5750),
  captured: exactPence(5750),
  refundReserved: exactPence(0),
  refunded: exactPence(0),
  currency: "GBP",
  reference: "PCN-104",
  description: "Secret parking words",
  language: "cy",
  origin: "api",
  returnUrl: "https://council.example/return",
  email: "sian@resident.example",
  metadata: { case: "private-case" },
  prefilledCardholder: { cardholderName: "Siân Private" },
  delayedCapture: false,
  moto: false,
  attempts: 1,
  lastRefusal: null,
  challenged: false,
  card: { brand: "visa", firstSix: "424242", lastFour: "4242", expiry: "12/30" },
  basketId: null,
  createdAt: at,
  expiresAt: at,
  capturedAt: at,
}
const told = {
  id: "evt_0123456789abcdefghijklmnop",
  type: "payment.captured",
  payment,
  sequence: 4,
  at,
  about: {},
  apiUrl: "https://pay.example",
} as const

describe("webhook body", () => {
  it("has exactly the published members", () => {
    expect(webhookBody(told)).toBe(
      '{"id":"evt_0123456789abcdefghijklmnop","type":"payment.captured","timestamp":"2026-11-22T09:30:00.000Z","mode":"live",' +
        '"subject_id":"0123456789abcdefghijklmnop","sequence":4,"data":{"payment_id":"0123456789abcdefghijklmnop",' +
        '"reference":"PCN-104","state":{"status":"success","finished":true,"code":null},"version":7,"currency":"GBP",' +
        '"amount":5750,"captured":5750,"refunded":0,"refund_id":null,"dispute_id":null,' +
        '"_links":{"self":{"href":"https://pay.example/v1/payments/0123456789abcdefghijklmnop"}}}}',
    )
  })

  it.each(paymentStates)("tells no personal data of a payment that is %s", (state) => {
    const body = webhookBody({ ...told, payment: { ...payment, state } })
    for (const secret of [
      "sian@",
      "Siân",
      "private-case",
      "4242",
      "12/30",
      "parking words",
      "council.example",
    ]) {
      expect(body).not.toContain(secret)
    }
  })

  it("carries the code of a failure", () => {
    const body = JSON.parse(webhookBody({ ...told, payment: { ...payment, state: "declined" } }))
    expect(body.data.state).toEqual({ status: "failed", finished: true, code: "P0010" })
  })

  it("fits the limit with the longest reference", () => {
    const body = webhookBody({ ...told, payment: { ...payment, reference: "\u0001".repeat(255) } })
    expect(Buffer.byteLength(body)).toBeLessThan(maxWebhookBodyBytes)
  })
})
