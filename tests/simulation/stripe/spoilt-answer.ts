import { stripeError, stripeFailure } from "#sandbox-acquirer/stripe/answer.ts"
import type { Answered } from "./stripe-side.ts"

/** What comes back: an answer, perhaps broken off in the middle; an error of the connection; or nothing. */
export type Delivered = (Answered & { readonly isBroken?: boolean }) | { readonly error: Error } | "never"

/** No byte has left. */
export function unreachable(): Delivered {
  return { error: connectionError("ECONNREFUSED") }
}

/** The connection was reset: what has arrived is not known. */
export function cutOff(): Delivered {
  return { error: connectionError("ECONNRESET") }
}

/** As `fetch` throws it. */
function connectionError(code: string): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) })
}

/** A failure in Stripe's words. */
export function failed(status: 400 | 401 | 409 | 429 | 500): Delivered {
  const answer =
    status === 409
      ? stripeFailure(status, "in_flight")
      : status === 429
        ? stripeFailure(status, "rate_limited")
        : status === 500
          ? stripeFailure(status, "server_error")
          : stripeError(status, { type: "invalid_request_error", message: "No." })
  return { status, text: JSON.stringify(answer.body) }
}

/** Of something between Stripe and us. */
export const html502: Delivered = { status: 502, text: "<!doctype html><title>502 Bad Gateway</title>" }

/** A success in words that nobody here knows. */
export const riddle: Delivered = { status: 200, text: JSON.stringify({ id: "riddle", object: "riddle" }) }

/** The body begins, and the connection breaks. */
export function brokenOff(text: string): ReadableStream<Uint8Array> {
  const half = new TextEncoder().encode(text.slice(0, text.length / 2))
  let isBegun = false
  return new ReadableStream({
    pull: (controller) => {
      if (isBegun) return controller.error(new TypeError("terminated"))
      isBegun = true
      controller.enqueue(half)
    },
  })
}

const amounts: ReadonlySet<string> = new Set(["amount", "amount_total", "amount_received"])

/** The answer about another sum, by a penny, and whose it is; as it was where it names no payment of ours. */
export function mismatched(
  text: string,
  paymentOf: (id: string) => string | null,
): { readonly text: string; readonly paymentId: string | null } {
  const body = JSON.parse(text)
  const named = [body.id, body.payment_intent].flatMap((id) => (typeof id === "string" ? [id] : []))
  const paymentId = named.map(paymentOf).find((id) => id !== null) ?? null
  if (paymentId === null) return { text, paymentId }
  const changed = Object.entries(body).map(([key, value]) => [
    key,
    amounts.has(key) && typeof value === "number" && value > 0 ? value + 1 : value,
  ])
  return { text: JSON.stringify(Object.fromEntries(changed)), paymentId }
}
