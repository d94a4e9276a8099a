import type { Hono } from "hono"
import * as v from "valibot"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { inRange, pageFields } from "#sandbox-acquirer/stripe/list-objects.ts"
import { createRefund, createRefundSchema } from "#sandbox-acquirer/stripe/operations/create-refund.ts"
import { timeRange } from "#sandbox-acquirer/stripe/read-params.ts"
import { paymentIdOf } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { answerList, answerOne } from "./answer-get.ts"
import { answerPost } from "./answer-post.ts"

const listSchema = v.strictObject({
  ...pageFields,
  created: v.optional(timeRange),
  payment_intent: v.optional(v.string()),
  charge: v.optional(v.string()),
})

/** Refunds. */
export function addRefunds(api: Hono<SandboxEnv>, context: RouteContext): void {
  const { sql } = context
  const kind = "refund" as const
  api.post("/refunds", async (c) => {
    // What it is about stands in the body; the clone leaves that to be read.
    const about = new URLSearchParams(await c.req.raw.clone().text())
    return answerPost(c, context, {
      operation: "refund",
      paymentId: await paymentIdOf(sql, about.get("payment_intent") ?? about.get("charge") ?? ""),
      kind,
      schema: createRefundSchema,
      effect: createRefund,
    })
  })
  api.get("/refunds/:id", (c) => answerOne(c, context, { kind, id: c.req.param("id") }))
  api.get("/refunds", (c) =>
    answerList(c, context, {
      operation: "find",
      schema: listSchema,
      source: ({ created, payment_intent: intent, charge }) => ({
        kind,
        url: "/v1/refunds",
        rows: sql`
          SELECT r.id, r.created_at AS at, r.id AS tie
          FROM refund r JOIN stripe_payment s ON s.payment_id = r.payment_id
          WHERE ${inRange(sql, sql`r.created_at`, created)}
            AND ${intent === undefined ? sql`true` : sql`s.intent_id = ${intent}`}
            AND ${charge === undefined ? sql`true` : sql`EXISTS (SELECT 1 FROM stripe_charge c WHERE c.id = ${charge} AND c.payment_id = r.payment_id)`}`,
      }),
    }),
  )
}
