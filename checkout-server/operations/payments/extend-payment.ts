import type { Outside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { findService } from "#db/queries/services.ts"
import { recordExtension } from "#db/records/payments.ts"
import type { Instant } from "#domain/instant.ts"
import { later } from "#domain/instant.ts"
import { extraTimeMilliseconds, longestLifeMilliseconds } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import { stamp } from "#operations/payments/stamp.ts"

const waitingForPayee: readonly PaymentState[] = ["created", "started", "challenge_required"]

/**
 * Gives the payee 24 hours from now, up to the longest life of a payment: a discount or a seasonal price is not held
 * for longer than a day. Only while the payment waits for the payee. Returns when the payment expires now.
 */
export async function extendPayment(
  outside: Outside,
  paymentId: string,
): Promise<Result<Instant, "payment_unknown" | "payment_not_payable" | "payment_changed">> {
  return await inTransaction(outside.db, async (transaction) => {
    const before = await findPayment(transaction, paymentId)
    if (!before) return refuse("payment_unknown")
    const at = stamp(outside, "payee")
    if (!waitingForPayee.includes(before.state) || at.at >= before.expiresAt)
      return refuse("payment_not_payable")
    const service = await findService(transaction, before.serviceId)
    const isDated = service?.amount.kind === "by_date" || service?.amount.kind === "quantity"
    const last = later(before.createdAt, longestLifeMilliseconds[isDated ? "dated" : "usual"])
    const wanted = later(at.at, extraTimeMilliseconds)
    const expiresAt = wanted < last ? wanted : last
    if (expiresAt <= before.expiresAt) return ok(before.expiresAt)
    const recorded = await recordExtension(transaction, { before, expiresAt }, at)
    return recorded.ok ? ok(expiresAt) : recorded
  })
}
