import type { Job } from "#jobs/job.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"

/** Closes payments whose time is up. */
export const paymentExpiry: Job = { name: "payment-expiry", periodMilliseconds: 10_000, run: expirePayments }
