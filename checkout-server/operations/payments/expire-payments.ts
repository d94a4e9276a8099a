import type { Outside } from "#checkout-server/outside.ts"
import type { ExpiryPlace } from "#db/queries/payments.ts"
import { findPaymentsToExpire } from "#db/queries/payments.ts"
import { allOf } from "#domain/all-of.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"

/** Payments looked at together. */
const batchSize = 50

/** The most batches of one run: a thousand payments that the acquirer keeps silent about delay no other. */
const maxBatches = 20

/** Those that nobody has opened, and those that the acquirer is asked about first: card entries, then held money. */
const groups: readonly (readonly PaymentState[])[] = [
  ["created"],
  ["started"],
  ["challenge_required", "capturable"],
]

/** Closes payments whose time is up. Returns how many it closed. */
export async function expirePayments(outside: Outside): Promise<number> {
  let closed = 0
  for (const states of groups) closed += await expireGroup(outside, states)
  return closed
}

async function expireGroup(outside: Outside, states: readonly PaymentState[]): Promise<number> {
  const now = outside.clock.now()
  let closed = 0
  let after: ExpiryPlace | null = null
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const due: readonly ExpiryPlace[] = await findPaymentsToExpire(outside.db, {
      states,
      now,
      after,
      limit: batchSize,
    })
    const done = await allOf(due.map(({ id }) => cancelPayment(outside, { paymentId: id, by: "expiry" })))
    closed += done.filter((one) => one.ok).length
    after = due.at(-1) ?? null
    if (due.length < batchSize) break
  }
  return closed
}
