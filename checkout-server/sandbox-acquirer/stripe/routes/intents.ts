import type { Hono } from "hono"
import * as v from "valibot"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { concealCard } from "#sandbox-acquirer/stripe/card-params.ts"
import { inRange, pageFields } from "#sandbox-acquirer/stripe/list-objects.ts"
import { cancelIntent, cancelIntentSchema } from "#sandbox-acquirer/stripe/operations/cancel-intent.ts"
import { captureIntent, captureIntentSchema } from "#sandbox-acquirer/stripe/operations/capture-intent.ts"
import { confirmIntent, confirmIntentSchema } from "#sandbox-acquirer/stripe/operations/confirm-intent.ts"
import { createIntent, createIntentSchema } from "#sandbox-acquirer/stripe/operations/create-intent.ts"
import { referenceFrom } from "#sandbox-acquirer/stripe/operations/insert-payment.ts"
import { timeRange } from "#sandbox-acquirer/stripe/read-params.ts"
import { paymentIdOf } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { answerList, answerOne } from "./answer-get.ts"
import { answerPost } from "./answer-post.ts"

const intentListSchema = v.strictObject({
  ...pageFields,
  created: v.optional(timeRange),
  customer: v.optional(v.string()),
})
const chargeListSchema = v.strictObject({
  ...pageFields,
  created: v.optional(timeRange),
  payment_intent: v.optional(v.string()),
})

/** PaymentIntents, and the charges that come of them. */
export function addIntents(api: Hono<SandboxEnv>, context: RouteContext): void {
  const { sql, publicUrl } = context
  const kind = "payment_intent" as const
  api.post("/payment_intents", (c) =>
    answerPost(c, context, {
      operation: "prepare",
      paymentId: null,
      kind,
      schema: createIntentSchema,
      conceal: concealCard,
      referenceOf: (params) => referenceFrom({ metadata: params.metadata ?? {} }, "") || null,
      effect: (write, params, fault) => createIntent(write, params, { origin: publicUrl, fault }),
    }),
  )
  addActions(api, context)
  api.get("/payment_intents/:id", (c) => answerOne(c, context, { kind, id: c.req.param("id") }))
  api.get("/payment_intents", (c) =>
    answerList(c, context, {
      operation: "find",
      schema: intentListSchema,
      source: ({ created, customer }) => ({
        kind,
        url: "/v1/payment_intents",
        rows: sql`
          SELECT intent_id AS id, intent_created_at AS at, intent_id AS tie FROM stripe_payment
          WHERE intent_created_at IS NOT NULL AND ${inRange(sql, sql`intent_created_at`, created)}
            AND ${customer === undefined ? sql`true` : sql`customer = ${customer}`}`,
      }),
    }),
  )
  api.get("/charges/:id", (c) => answerOne(c, context, { kind: "charge", id: c.req.param("id") }))
  api.get("/charges", (c) =>
    answerList(c, context, {
      operation: "find",
      schema: chargeListSchema,
      source: ({ created, payment_intent: intent }) => ({
        kind: "charge",
        url: "/v1/charges",
        rows: sql`
          SELECT c.id, c.created_at AS at, c.id AS tie
          FROM stripe_charge c JOIN stripe_payment s ON s.payment_id = c.payment_id
          WHERE ${inRange(sql, sql`c.created_at`, created)}
            AND ${intent === undefined ? sql`true` : sql`s.intent_id = ${intent}`}`,
      }),
    }),
  )
}

/** What is done to an intent. */
function addActions(api: Hono<SandboxEnv>, context: RouteContext): void {
  const kind = "payment_intent" as const
  api.post("/payment_intents/:id/confirm", async (c) => {
    const id = c.req.param("id")
    return answerPost(c, context, {
      operation: "authorise",
      paymentId: await paymentIdOf(context.sql, id),
      kind,
      schema: confirmIntentSchema,
      conceal: concealCard,
      effect: (write, params, fault) => confirmIntent(write, { ...params, id }, fault === "late-decline"),
    })
  })
  api.post("/payment_intents/:id/capture", async (c) => {
    const id = c.req.param("id")
    return answerPost(c, context, {
      operation: "capture",
      paymentId: await paymentIdOf(context.sql, id),
      kind,
      schema: captureIntentSchema,
      effect: (write, params) => captureIntent(write, { ...params, id }),
    })
  })
  api.post("/payment_intents/:id/cancel", async (c) => {
    const id = c.req.param("id")
    return answerPost(c, context, {
      operation: "void",
      paymentId: await paymentIdOf(context.sql, id),
      kind,
      schema: cancelIntentSchema,
      effect: (write, params) => cancelIntent(write, { ...params, id }),
    })
  })
}
