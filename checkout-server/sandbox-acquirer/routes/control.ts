import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import * as v from "valibot"
import { json } from "#sandbox-acquirer/faults/act.ts"
import { faultNames, faultOperations } from "#sandbox-acquirer/faults/fault.ts"
import { forgetFaults, planFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { failure } from "#sandbox-acquirer/payments/write.ts"
import { requireKey } from "./api.ts"
import { addMoneyControl } from "./control-money.ts"

const bodyMaxBytes = 4_096
/** An outage in a test lasts a number of calls, not for ever. */
const timesMax = 1_000
/** Rows shown by one list. */
const listMax = 1_000

const faultSchema = v.strictObject({
  operation: v.picklist(faultOperations),
  fault: v.picklist(faultNames),
  payment_reference: v.optional(v.string()),
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(timesMax)), 1),
})

/** Longer than any wait of a payment, a dispute or a payout; the clock never goes back. */
const advanceMaxMilliseconds = 366 * 86_400_000

const clockSchema = v.strictObject({
  advance_ms: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(advanceMaxMilliseconds)),
})

/** What tests steer and count by; only mounted where the settings ask for it, and behind the API key. */
export function controlRoutes(context: RouteContext): Hono<SandboxEnv> {
  const control = new Hono<SandboxEnv>()
  control.use(requireKey(context.apiKey))
  control.use(bodyLimit({ maxSize: bodyMaxBytes, onError: () => json(failure(413, "too_large")) }))

  control.post("/faults", async (c) => {
    const plan = v.safeParse(faultSchema, await c.req.json().catch(() => undefined))
    if (!plan.success) return json(failure(400, "invalid_request"))
    const { operation, fault, times, payment_reference: reference = null } = plan.output
    await planFault(context.sql, { operation, fault, times, reference, paymentId: null }, context.clock())
    return json({ status: 201, body: { operation, fault, payment_reference: reference, times } })
  })
  control.delete("/faults", async () =>
    json({ status: 200, body: { forgotten: await forgetFaults(context.sql) } }),
  )
  control.get("/effects", async () => json({ status: 200, body: await countEffects(context) }))
  control.get("/notifications", async (c) => {
    const notifications = await context.sql`
      SELECT n.id, n.type, n.payment_id, p.reference, n.attempts, n.delivered_at, n.next_attempt_at
      FROM notification n JOIN payment p ON p.id = n.payment_id
      WHERE p.reference = ${c.req.query("reference") ?? ""}
      ORDER BY n.created_at, n.id LIMIT ${listMax}`
    return json({ status: 200, body: { notifications } })
  })
  control.post("/notifications/:id/resend", async (c) => {
    const sent = await context.sql`
      UPDATE notification SET next_attempt_at = ${context.clock()}, delivered_at = NULL, fault = NULL
      WHERE id = ${c.req.param("id")} RETURNING id`
    if (sent.length === 0) return json(failure(404, "not_found"))
    context.committed()
    return json({ status: 202, body: { id: c.req.param("id") } })
  })
  control.post("/clock", async (c) => {
    const asked = v.safeParse(clockSchema, await c.req.json().catch(() => undefined))
    if (!asked.success) return json(failure(400, "invalid_request"))
    await context.advance(asked.output.advance_ms)
    return json({ status: 200, body: { now: context.clock().toISOString() } })
  })
  addMoneyControl(control, context)
  return control
}

/** Money that moved, counted per payment reference and per idempotency key. */
async function countEffects({ sql }: RouteContext): Promise<Record<string, unknown>> {
  const byReference = await sql`
    SELECT p.reference, e.kind, count(*)::int AS count, sum(e.amount)::int AS amount
    FROM effect e JOIN payment p ON p.id = e.payment_id
    GROUP BY p.reference, e.kind ORDER BY p.reference, e.kind LIMIT ${listMax}`
  const byKey = await sql`
    SELECT idempotency_key, kind, count(*)::int AS count, sum(amount)::int AS amount
    FROM effect WHERE idempotency_key IS NOT NULL
    GROUP BY idempotency_key, kind ORDER BY idempotency_key, kind LIMIT ${listMax}`
  return { by_reference: byReference, by_idempotency_key: byKey }
}
