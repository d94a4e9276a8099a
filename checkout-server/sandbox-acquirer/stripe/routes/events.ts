import type { Hono } from "hono"
import * as v from "valibot"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { inRange, pageFields } from "#sandbox-acquirer/stripe/list-objects.ts"
import { timeRange } from "#sandbox-acquirer/stripe/read-params.ts"
import { eventDays } from "#sandbox-acquirer/stripe/views/event.ts"
import { answerList, answerOne } from "./answer-get.ts"

const dayMilliseconds = 86_400_000

const listSchema = v.strictObject({
  ...pageFields,
  created: v.optional(timeRange),
  type: v.optional(v.string()),
  types: v.optional(v.pipe(v.array(v.string()), v.maxLength(20, "Up to 20 types."))),
})

/** Events, in the order in which they were committed, for as long as Stripe keeps them. */
export function addEvents(api: Hono<SandboxEnv>, context: RouteContext): void {
  const { sql } = context
  const kind = "event" as const
  api.get("/events/:id", (c) => answerOne(c, context, { kind, id: c.req.param("id") }))
  api.get("/events", (c) =>
    answerList(c, context, {
      operation: "changes",
      schema: listSchema,
      source: ({ created, type, types }, now) => {
        const oldest = new Date(now.getTime() - eventDays * dayMilliseconds)
        const wanted = types ?? (type === undefined ? [] : [type])
        return {
          kind,
          url: "/v1/events",
          rows: sql`
            SELECT id, 'epoch'::timestamptz AS at, lpad(seq::text, 20, '0') AS tie FROM notification
            WHERE face = 'stripe' AND created_at > ${oldest} AND ${inRange(sql, sql`created_at`, created)}
              AND ${wanted.length === 0 ? sql`true` : sql`type = ANY (${wanted})`}`,
        }
      },
    }),
  )
}
