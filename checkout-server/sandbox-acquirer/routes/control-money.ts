import type { Context, Hono } from "hono"
import * as v from "valibot"
import { declineCodes } from "#sandbox-acquirer/cards/scenarios.ts"
import { disputeReference, moveDispute } from "#sandbox-acquirer/disputes/steer-dispute.ts"
import { json } from "#sandbox-acquirer/faults/act.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { amountSchema } from "#sandbox-acquirer/payments/prepare.ts"
import { stopCard } from "#sandbox-acquirer/payments/saved-card.ts"
import { chargeUnasked, refundUnasked } from "#sandbox-acquirer/payments/unasked.ts"
import { type Answer, failure } from "#sandbox-acquirer/payments/write.ts"
import { forgetLines, rewriteLine } from "#sandbox-acquirer/settlements/discrepancies.ts"

const referenceSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(100))
/** No line of the books moves more than the largest payment, either way. */
const grossMax = 10_000_000

const disputeSchema = v.strictObject({
  reference: referenceSchema,
  amount: v.optional(v.union([v.literal(0), amountSchema])),
  reason: v.optional(v.pipe(v.string(), v.regex(/^[a-z_]{1,50}$/)), "fraudulent"),
  evidence_due_at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
})
const statusSchema = v.strictObject({
  status: v.picklist(["needs_response", "under_review", "won", "lost"]),
})
const movementSchema = v.strictObject({ reference: referenceSchema, amount: amountSchema })
const lineSchema = v.strictObject({
  gross: v.pipe(v.number(), v.safeInteger(), v.minValue(-grossMax), v.maxValue(grossMax)),
})
const cardSchema = v.strictObject({ reference: referenceSchema, refusal: v.picklist(declineCodes) })
const forgetSchema = v.strictObject({ reference: referenceSchema })

/**
 * What happens to money without the caller: disputes by a payee's bank, kept cards that it stops, charges and refunds that
 * nobody asked for, and books that err.
 */
export function addMoneyControl(control: Hono<SandboxEnv>, context: RouteContext): void {
  const { sql, clock, publicUrl } = context
  control.post("/disputes", (c) =>
    steer(c, context, disputeSchema, ({ evidence_due_at: due, ...asked }) => {
      const evidenceDueAt = due === undefined ? undefined : new Date(due)
      return disputeReference(sql, { ...asked, amount: asked.amount, evidenceDueAt }, clock())
    }),
  )
  control.post("/disputes/:id", (c) =>
    steer(c, context, statusSchema, ({ status }) =>
      moveDispute(sql, { id: c.req.param("id"), status }, clock()),
    ),
  )
  control.post("/saved-cards", (c) => steer(c, context, cardSchema, (asked) => stopCard(sql, asked)))
  control.post("/charges", (c) =>
    steer(c, context, movementSchema, (asked) => chargeUnasked(sql, asked, { now: clock(), publicUrl })),
  )
  control.post("/refunds", (c) =>
    steer(c, context, movementSchema, (asked) => refundUnasked(sql, asked, clock())),
  )
  control.post("/settlement-lines/:id", (c) =>
    steer(c, context, lineSchema, ({ gross }) => rewriteLine(sql, { id: c.req.param("id"), gross })),
  )
  control.post("/forget", (c) =>
    steer(c, context, forgetSchema, ({ reference }) => forgetLines(sql, reference)),
  )
}

/** Does what a readable body asks for and rings the bell; 400 for any other body. */
async function steer<Schema extends v.GenericSchema>(
  c: Context<SandboxEnv>,
  context: RouteContext,
  schema: Schema,
  act: (asked: v.InferOutput<Schema>) => Promise<Answer>,
): Promise<Response> {
  const asked = v.safeParse(schema, await c.req.json().catch(() => undefined))
  if (!asked.success) return json(failure(400, "invalid_request"))
  const answer = await act(asked.output)
  context.committed()
  return json(answer)
}
