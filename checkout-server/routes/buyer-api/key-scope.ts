import type { Context } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import { findPaymentOfBuyer } from "#db/queries/payments-of-buyer.ts"
import type { BuyerScope } from "#db/scope.ts"
import { withBuyerScope } from "#db/scope.ts"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"

/** A key of buyer reach reads the payments of every service of its buyer, in its own mode. */
export function readScope(key: ApiKey): BuyerScope {
  return { buyerId: key.buyerId, serviceId: key.reach === "buyer" ? null : key.serviceId, mode: key.mode }
}

/** Whatever a key may read, it changes its own service's payments only. */
export function writeScope(key: ApiKey): BuyerScope {
  return { buyerId: key.buyerId, serviceId: key.serviceId, mode: key.mode }
}

const idShape = /^[0-9a-v]{26}$/

/** An id in the path; null where nothing can have it. */
export function idOf(
  c: Context<BuyerApiEnv>,
  name: "payment_id" | "refund_id" | "dispute_id",
): string | null {
  const id = c.req.param(name) ?? ""
  return idShape.test(id) ? id : null
}

/** The payment with this id inside the scope; null where there is none there. */
export async function paymentInScope(
  outside: Outside,
  scope: BuyerScope,
  id: string | null,
): Promise<Payment | null> {
  if (id === null) return null
  return await withBuyerScope(outside.db, scope, (reader) => findPaymentOfBuyer(reader, id))
}
