import { instant, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"

const createdAt = instant(Date.UTC(2026, 10, 22, 9, 30))

/** A payment with every optional fact, as it could stand in `state`. */
export function paymentIn(state: PaymentState): Payment {
  const captured = exactPence(state === "captured" ? 5750 : 0)
  return {
    id: "0123456789abcdefghijklmnop",
    buyerId: "avc",
    serviceId: "garden",
    mode: "test",
    acquirer: "sandbox",
    state,
    version: 3,
    notices: 1,
    amount: exactPence(5750),
    authorised: captured,
    captured,
    refundReserved: exactPence(0),
    refunded: exactPence(0),
    currency: "GBP",
    reference: "GW24KX7MT",
    description: "Garden waste collection",
    language: "en",
    origin: "api",
    returnUrl: "https://council.example/done",
    email: "payee@example.org",
    metadata: { bins: 2, renewal: true, note: "blue" },
    prefilledCardholder: {
      cardholderName: "A. Payee",
      billingAddress: { line1: "1 Stryd Fawr", country: "GB" },
    },
    delayedCapture: true,
    moto: false,
    attempts: 1,
    lastRefusal: null,
    challenged: true,
    card: state === "created" ? null : scriptedCard,
    basketId: null,
    createdAt,
    expiresAt: later(createdAt, 5_400_000),
    capturedAt: state === "captured" ? later(createdAt, 60_000) : null,
  }
}
