import type { Outside } from "#checkout-server/outside.ts"
import { findPayment, findPaymentsToExpire } from "#db/queries/payments.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"

/** Payments one run looks at. */
const batchSize = 50

/**
 * Closes payments whose time is up. Where the payee was sent to the bank, the acquirer is asked first: what it
 * charged is captured, and without its answer nothing is closed. Returns how many payments it closed or settled.
 */
export async function expirePayments(outside: Outside): Promise<number> {
  const due = await findPaymentsToExpire(outside.db, outside.clock.now(), batchSize)
  const done = await Promise.all(due.map((id) => expireOne(outside, id)))
  return done.filter(Boolean).length
}

async function expireOne(outside: Outside, paymentId: string): Promise<boolean> {
  const payment = await findPayment(outside.db, paymentId)
  if (!payment) return false
  if (payment.state === "challenge_required" || payment.state === "capturable") {
    const asked = await syncPayment(outside, { paymentId, door: "job" })
    if (!asked.ok) return false
    if (asked.value.state !== payment.state) return true
  }
  const closed = await cancelPayment(outside, { paymentId, by: "expiry" })
  return closed.ok
}
