import { instant } from "#domain/instant.ts"
import type { PrepareRequest } from "#ports/acquirer.ts"
import { agreementId, amount, intentId, paymentId, savedCard, tenOClock } from "./stripe-objects.ts"

/** Ten o'clock, for a payment that ends at half past eleven. */
export function prepareRequest(over: Partial<PrepareRequest> = {}): PrepareRequest {
  return {
    paymentId,
    amount,
    currency: "GBP",
    captureMode: "automatic",
    description: "Treth y Cyngor 501234567",
    language: "cy",
    returnUrl: "http://127.0.0.1:3000/pay/abc/return",
    challengeReturnUrl: "http://127.0.0.1:3000/pay/abc/challenge",
    preparedAt: instant(tenOClock * 1000),
    expiresAt: instant((tenOClock + 90 * 60) * 1000),
    ...over,
  }
}

/** A charge on the kept card of an agreement. */
export function chargeRequest(over: Partial<PrepareRequest> = {}): PrepareRequest {
  return prepareRequest({ agreement: { step: "charge", agreementId, savedCard }, ...over })
}

/** What charges it. */
export const onKeptCard = { acquirerPaymentId: intentId, token: null, amount, currency: "GBP" } as const
