import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { paymentLifeMilliseconds } from "#domain/payments/payment.ts"

const createdAt = instant(Date.UTC(2026, 10, 22, 9, 0))

/** A payment of £142.50 of Council Tax, with what a test says of it. */
export function aPayment(facts: Partial<Payment> = {}): Payment {
  return {
    id: "0123456789abcdefghijklmnop",
    buyerId: "buyer",
    serviceId: "service",
    mode: "test",
    acquirer: "sandbox",
    state: "created",
    version: 1,
    notices: 0,
    amount: exactPence(14_250),
    authorised: exactPence(0),
    captured: exactPence(0),
    refundReserved: exactPence(0),
    refunded: exactPence(0),
    currency: "GBP",
    reference: "501234567",
    description: "Council Tax",
    language: "en",
    origin: "page",
    returnUrl: "https://council.example/return",
    email: null,
    metadata: null,
    prefilledCardholder: null,
    delayedCapture: false,
    moto: false,
    attempts: 1,
    lastRefusal: null,
    challenged: false,
    card: null,
    basketId: null,
    createdAt,
    expiresAt: instant(createdAt + paymentLifeMilliseconds),
    capturedAt: null,
    ...facts,
  }
}
