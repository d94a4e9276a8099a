import { instant } from "#domain/instant.ts"
import type { PrepareRequest } from "#ports/acquirer.ts"
import { amount, paymentId, tenOClock } from "./stripe-objects.ts"

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
