import type { Hono } from "hono"
import * as v from "valibot"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { inRange, pageFields } from "#sandbox-acquirer/stripe/list-objects.ts"
import { timeRange } from "#sandbox-acquirer/stripe/read-params.ts"
import { transactionWords } from "#sandbox-acquirer/stripe/views/balance-transaction.ts"
import { answerList, answerOne } from "./answer-get.ts"

const transactionListSchema = v.strictObject({
  ...pageFields,
  created: v.optional(timeRange),
  currency: v.optional(v.string()),
  payout: v.optional(v.string()),
  source: v.optional(v.string()),
  type: v.optional(v.string()),
})
const payoutListSchema = v.strictObject({
  ...pageFields,
  arrival_date: v.optional(timeRange),
  created: v.optional(timeRange),
  status: v.optional(v.picklist(["paid", "in_transit", "pending", "canceled", "failed"], "Not a status.")),
})

/** The kinds of movement that Stripe calls so. */
function kindsOf(type: string): readonly string[] {
  return Object.entries(transactionWords).flatMap(([kind, words]) => (words.type === type ? [kind] : []))
}

/** Balance transactions and payouts: the books of what this face moved. */
export function addBooks(api: Hono<SandboxEnv>, context: RouteContext): void {
  const { sql } = context
  api.get("/balance_transactions/:id", (c) =>
    answerOne(c, context, { kind: "balance_transaction", id: c.req.param("id") }),
  )
  api.get("/balance_transactions", (c) =>
    answerList(c, context, {
      operation: "settlements",
      schema: transactionListSchema,
      source: ({ created, currency, payout, source, type }, now) => ({
        kind: "balance_transaction",
        url: "/v1/balance_transactions",
        rows: sql`
          SELECT id, created_at AS at, id AS tie FROM stripe_balance_transaction
          WHERE created_at <= ${now} AND ${inRange(sql, sql`created_at`, created)}
            AND ${currency === undefined || currency.toLowerCase() === "gbp"}
            AND ${payout === undefined ? sql`true` : sql`payout_id = ${payout}`}
            AND ${source === undefined ? sql`true` : sql`source = ${source}`}
            AND ${type === undefined ? sql`true` : sql`kind = ANY (${kindsOf(type)})`}`,
      }),
    }),
  )
  api.get("/payouts/:id", (c) => answerOne(c, context, { kind: "payout", id: c.req.param("id") }))
  api.get("/payouts", (c) =>
    answerList(c, context, {
      operation: "settlements",
      schema: payoutListSchema,
      source: ({ arrival_date: arrival, created, status }, now) => ({
        kind: "payout",
        url: "/v1/payouts",
        rows: sql`
          SELECT id, created_at AS at, id AS tie FROM stripe_payout
          WHERE created_at <= ${now} AND ${inRange(sql, sql`created_at`, created)}
            AND ${inRange(sql, sql`paid_on`, arrival)}
            AND ${status === undefined ? sql`true` : sql`CASE WHEN paid_on <= (${now}::timestamptz AT TIME ZONE 'UTC')::date THEN 'paid' ELSE 'in_transit' END = ${status}`}`,
      }),
    }),
  )
}
