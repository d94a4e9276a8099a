import type { Hono } from "hono"
import * as v from "valibot"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { inRange, pageFields } from "#sandbox-acquirer/stripe/list-objects.ts"
import {
  closeDispute,
  closeDisputeSchema,
  updateDispute,
  updateDisputeSchema,
} from "#sandbox-acquirer/stripe/operations/update-dispute.ts"
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

/** Disputes. */
export function addDisputes(api: Hono<SandboxEnv>, context: RouteContext): void {
  const { sql } = context
  const kind = "dispute" as const
  api.post("/disputes/:id", async (c) => {
    const id = c.req.param("id")
    return answerPost(c, context, {
      operation: "evidence",
      paymentId: await paymentIdOf(sql, id),
      kind,
      schema: updateDisputeSchema,
      effect: (write, params) => updateDispute(write, { ...params, id }),
    })
  })
  api.post("/disputes/:id/close", async (c) => {
    const id = c.req.param("id")
    return answerPost(c, context, {
      operation: "acceptance",
      paymentId: await paymentIdOf(sql, id),
      kind,
      schema: closeDisputeSchema,
      effect: (write) => closeDispute(write, id),
    })
  })
  api.get("/disputes/:id", (c) => answerOne(c, context, { kind, id: c.req.param("id") }))
  api.get("/disputes", (c) =>
    answerList(c, context, {
      operation: "find",
      schema: listSchema,
      source: ({ created, payment_intent: intent, charge }) => ({
        kind,
        url: "/v1/disputes",
        rows: sql`
          SELECT d.id, d.opened_at AS at, d.id AS tie
          FROM dispute d JOIN stripe_payment s ON s.payment_id = d.payment_id
          WHERE d.reason <> 'early_fraud_warning' AND ${inRange(sql, sql`d.opened_at`, created)}
            AND ${intent === undefined ? sql`true` : sql`s.intent_id = ${intent}`}
            AND ${charge === undefined ? sql`true` : sql`EXISTS (SELECT 1 FROM stripe_charge c WHERE c.id = ${charge} AND c.payment_id = d.payment_id)`}`,
      }),
    }),
  )
}
