import { timingSafeEqual } from "node:crypto"
import { Hono, type MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import { json } from "#sandbox-acquirer/faults/act.ts"
import { digest, freshId } from "#sandbox-acquirer/ids.ts"
import type { RouteContext, SandboxEnv, StripeFace } from "#sandbox-acquirer/outside.ts"
import { invalidRequest, stripeError } from "#sandbox-acquirer/stripe/answer.ts"
import { apiVersion } from "#sandbox-acquirer/stripe/events/queue-event.ts"
import { addAccount } from "./account.ts"
import { addBooks } from "./books.ts"
import { addCustomers } from "./customers.ts"
import { addDisputes } from "./disputes.ts"
import { addEvents } from "./events.ts"
import { addIntents } from "./intents.ts"
import { addRefunds } from "./refunds.ts"
import { addSessions } from "./sessions.ts"

/** The largest request is evidence: a score of texts. */
const bodyMaxBytes = 200_000

/** Stripe's API, as far as the checkout's adapter and its tests speak it. */
export function stripeRoutes(context: RouteContext, { secretKey }: StripeFace): Hono<SandboxEnv> {
  const api = new Hono<SandboxEnv>()
  api.use(sayVersion(context.clock))
  api.use(requireSecretKey(secretKey))
  const tooLarge = () => json(invalidRequest("The request is too large.", { status: 413 }))
  api.use(bodyLimit({ maxSize: bodyMaxBytes, onError: tooLarge }))
  addSessions(api, context)
  addIntents(api, context)
  addCustomers(api, context)
  addRefunds(api, context)
  addDisputes(api, context)
  addEvents(api, context)
  addBooks(api, context)
  addAccount(api, context, secretKey)
  return api
}

/** Names each answer, and says whose shapes it has and what time it is here, where the clock can be ahead. */
function sayVersion(clock: RouteContext["clock"]): MiddlewareHandler {
  return async (c, next) => {
    const version = c.req.header("stripe-version") ?? apiVersion
    const isVersion = /^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(version)
    if (isVersion) await next()
    else c.res = json(invalidRequest("Invalid Stripe API version."))
    c.res.headers.set("request-id", freshId("req"))
    c.res.headers.set("stripe-version", isVersion ? version : apiVersion)
    c.res.headers.set("date", clock().toUTCString())
    const key = c.req.header("idempotency-key")
    if (key !== undefined) c.res.headers.set("idempotency-key", key)
  }
}

/** Lets a caller in by `Authorization: Bearer {key}`, or `Basic` with the key as its name; 401 otherwise. */
function requireSecretKey(secretKey: string): MiddlewareHandler {
  const expected = Buffer.from(digest(secretKey))
  return async (c, next) => {
    const given = givenKey(c.req.header("authorization") ?? "")
    if (given === null) return json(refused("You did not provide an API key."))
    if (!timingSafeEqual(expected, Buffer.from(digest(given)))) {
      return json(refused("Invalid API Key provided."))
    }
    await next()
    return undefined
  }
}

function refused(message: string) {
  return stripeError(401, { type: "invalid_request_error", message })
}

function givenKey(header: string): string | null {
  const [, scheme, credentials] = /^(Bearer|Basic) +(\S+)$/i.exec(header) ?? []
  if (credentials === undefined) return null
  if (scheme?.toLowerCase() === "bearer") return credentials
  return Buffer.from(credentials, "base64").toString().split(":", 1)[0] ?? null
}
