import type { Context } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import type { ApiErrorName } from "#contract/api-errors.ts"
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

/** A payment that the key may change, or why it may not. */
export type PaymentToChange =
  | { readonly ok: true; readonly payment: Payment }
  | { readonly ok: false; readonly error: ApiErrorName }

/**
 * The payment with this id, for a change with this key; else `unknown`. Where the key may read the payment all the
 * same, it is told that it belongs to another service; others are not told that it exists.
 */
export async function paymentToChange(
  outside: Outside,
  c: Context<BuyerApiEnv>,
  unknown: ApiErrorName,
): Promise<PaymentToChange> {
  const key = c.get("key")
  const id = idOf(c, "payment_id")
  const payment = await paymentInScope(outside, writeScope(key), id)
  if (payment) return { ok: true, payment }
  const mayRead = key.reach === "buyer" && key.scopes.includes("payments:read")
  const readable = mayRead && (await paymentInScope(outside, readScope(key), id))
  return { ok: false, error: readable ? "other_service" : unknown }
}
