import type { Hono } from "hono"
import * as v from "valibot"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { inRange, pageFields } from "#sandbox-acquirer/stripe/list-objects.ts"
import {
  createSession,
  createSessionSchema,
  referenceOfSession,
} from "#sandbox-acquirer/stripe/operations/create-session.ts"
import { expireSession } from "#sandbox-acquirer/stripe/operations/expire-session.ts"
import { expand, timeRange } from "#sandbox-acquirer/stripe/read-params.ts"
import { paymentIdOf } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { answerList, answerOne } from "./answer-get.ts"
import { answerPost } from "./answer-post.ts"

const listSchema = v.strictObject({
  ...pageFields,
  created: v.optional(timeRange),
  payment_intent: v.optional(v.string()),
})

/** Checkout Sessions. */
export function addSessions(api: Hono<SandboxEnv>, context: RouteContext): void {
  const { sql, publicUrl } = context
  const kind = "checkout.session" as const
  api.post("/checkout/sessions", (c) =>
    answerPost(c, context, {
      operation: "prepare",
      paymentId: null,
      kind,
      schema: createSessionSchema,
      referenceOf: referenceOfSession,
      effect: (write, params) => createSession(write, params, publicUrl),
    }),
  )
  api.post("/checkout/sessions/:id/expire", async (c) => {
    const id = c.req.param("id")
    return answerPost(c, context, {
      operation: "void",
      paymentId: await paymentIdOf(sql, id),
      kind,
      schema: v.strictObject({ expand }),
      effect: (write) => expireSession(write, id),
    })
  })
  api.get("/checkout/sessions/:id", (c) => answerOne(c, context, { kind, id: c.req.param("id") }))
  api.get("/checkout/sessions", (c) =>
    answerList(c, context, {
      operation: "find",
      schema: listSchema,
      source: ({ created, payment_intent: intent }) => ({
        kind,
        url: "/v1/checkout/sessions",
        rows: sql`
          SELECT s.session_id AS id, p.created_at AS at, s.session_id AS tie
          FROM stripe_payment s JOIN payment p ON p.id = s.payment_id
          WHERE s.session_id IS NOT NULL AND ${inRange(sql, sql`p.created_at`, created)}
            AND ${intent === undefined ? sql`true` : sql`s.intent_id = ${intent} AND s.intent_created_at IS NOT NULL`}`,
      }),
    }),
  )
}
