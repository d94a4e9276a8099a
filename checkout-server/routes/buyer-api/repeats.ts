import canonicalize from "canonicalize"
import type { Context, MiddlewareHandler } from "hono"
import type { StatusCode } from "hono/utils/http-status"
import type { Outside } from "#checkout-server/outside.ts"
import type { ApiError } from "#contract/api-error-body.ts"
import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import { idempotencyKeyHeader, readIdempotencyKey } from "#contract/idempotency-key.ts"
import { repeatedPayment } from "#contract/kept-payment.ts"
import { findAnswer } from "#db/queries/idempotency.ts"
import type { Idempotency, KeptAnswer, KeyedRequest } from "#domain/idempotency.ts"
import { answerError } from "#routes/buyer-api/answer-error.ts"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"
import { capabilityOf } from "#routes/middleware/capability.ts"
import { readJsonBody } from "#routes/middleware/json-body.ts"

type RepeatsOutside = Pick<Outside, "db" | "clock" | "secrets" | "addresses">

/**
 * Answers a repeat of a request that was done, known by its `Idempotency-Key`, as it was answered then. Lets others
 * through, with what their operation keeps; and all that came without the header.
 */
export function answerRepeats(outside: RepeatsOutside, route: BuyerApiRoute): MiddlewareHandler<BuyerApiEnv> {
  return async (c, next) => {
    const sent = c.req.header(idempotencyKeyHeader)
    if (sent === undefined) return await next()
    const reading = readIdempotencyKey(sent)
    if (!reading.ok) return answerError(c, [reading.error])
    const { serviceId, buyerId, mode } = c.get("key")
    const told = `${c.req.method} ${c.req.path}\n${await canonicalBody(c, route)}`
    const fingerprint = outside.secrets.digest(told)
    const at = outside.clock.now()
    c.set("keyedRequest", { serviceId, buyerId, mode, key: reading.value, fingerprint, at })
    return (await answerBefore(outside, c)) ?? (await next())
  }
}

/**
 * Answers the refusal of an operation. Two requests with one key have one effect: where the other was done meanwhile,
 * that is why this one was refused, and it is answered like the other.
 */
export async function answerRefusal(
  outside: RepeatsOutside,
  c: Context<BuyerApiEnv>,
  error: ApiError,
): Promise<Response> {
  return (await answerBefore(outside, c)) ?? answerError(c, [error])
}

/** What the operation of a keyed request keeps with its effect; undefined without a key. */
export function idempotencyOf<T>(
  c: Context<BuyerApiEnv>,
  answer: (value: T) => KeptAnswer,
): Idempotency<T> | undefined {
  const request = c.get("keyedRequest")
  return request && { request, answer }
}

/** The answer that stands under the request's key: its own, or that the key is another's. Null where none does. */
async function answerBefore(outside: RepeatsOutside, c: Context<BuyerApiEnv>): Promise<Response | null> {
  const request: KeyedRequest | undefined = c.get("keyedRequest")
  const kept = request && (await findAnswer(outside.db, request, outside.clock.now()))
  if (!kept) return null
  if (kept.fingerprint !== request.fingerprint) return answerError(c, [{ name: "key_used_otherwise" }])
  c.header("Idempotent-Replayed", "true")
  if (kept.body === null) return c.body(null, kept.status as StatusCode)
  c.header("Content-Type", "application/json")
  return c.newResponse(bodyAgain(outside, c, kept.body), kept.status as StatusCode)
}

/** Payments open by links that are not kept: those are made afresh. */
function bodyAgain(outside: RepeatsOutside, c: Context<BuyerApiEnv>, kept: string): string {
  if (c.get("route")?.success.body !== "Payment") return kept
  const body = repeatedPayment(kept, {
    checkoutUrl: outside.addresses.checkout,
    capabilityOf: (paymentId) => capabilityOf(outside.secrets, "payment", paymentId),
    personalData: c.get("key").scopes.includes("personal_data:read"),
  })
  return JSON.stringify(body)
}

/** The body by RFC 8785; empty where none is read. What has no canonical form (half a character) is taken as sent. */
async function canonicalBody(c: Context<BuyerApiEnv>, route: BuyerApiRoute): Promise<string> {
  if (route.requestBody === null) return ""
  const body = await readJsonBody(c)
  try {
    return canonicalize(body) ?? ""
  } catch {
    // The package says so by throwing only.
    return await c.req.text()
  }
}
