import type { Context, Hono } from "hono"
import * as v from "valibot"
import { listChanges } from "#sandbox-acquirer/changes/change-log.ts"
import { failAfter, failBefore, json } from "#sandbox-acquirer/faults/act.ts"
import { isFaultAfter, isFaultBefore } from "#sandbox-acquirer/faults/fault.ts"
import { type FaultCall, takeFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { viewPayment } from "#sandbox-acquirer/payments/payment.ts"
import { type Answer, failure } from "#sandbox-acquirer/payments/write.ts"
import { settlementDay } from "#sandbox-acquirer/settlements/settlement-day.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"

/** One reference has a handful of attempts; more than this and the list says that it is not complete. */
const listMax = 100

const searchSchema = v.object({
  reference: v.pipe(v.string(), v.minLength(1)),
  created_after: v.optional(v.pipe(v.string(), v.isoTimestamp())),
})

/** Where a list of changes begins: after a cursor or from a moment on, not both. */
const changesSchema = v.pipe(
  v.object({
    cursor: v.optional(v.string()),
    since: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  }),
  v.check(({ cursor, since }) => cursor === undefined || since === undefined),
)

/** What the API tells without changing anything. */
export function addReads(api: Hono<SandboxEnv>, context: RouteContext): void {
  api.get("/payments/:id", (c) => {
    const paymentId = c.req.param("id")
    const call = { operation: "fetch", paymentId, reference: null } as const
    return answerRead(c, context, { call, read: () => onePayment(context, paymentId) })
  })
  api.get("/payments", (c) => {
    const query = v.safeParse(searchSchema, c.req.query())
    if (!query.success) return json(failure(400, "invalid_request"))
    const call = { operation: "find", paymentId: null, reference: query.output.reference } as const
    return answerRead(c, context, { call, read: () => paymentsByReference(context, query.output) })
  })
  api.get("/changes", (c) => {
    const query = v.safeParse(changesSchema, c.req.query())
    if (!query.success) return json(failure(400, "invalid_request"))
    const call = { operation: "changes", paymentId: null, reference: null } as const
    return answerRead(c, context, { call, read: () => listChanges(context.sql, query.output) })
  })
  api.get("/settlements/:day", (c) => {
    const call = { operation: "settlements", paymentId: null, reference: null } as const
    const read = () => settlementDay(context.sql, c.req.param("day"), context.clock())
    return answerRead(c, context, { call, read })
  })
}

/** Answers a GET, bent by a planned fault where one waits. */
async function answerRead(
  c: Context<SandboxEnv>,
  context: RouteContext,
  { call, read }: { readonly call: FaultCall; readonly read: () => Promise<Answer> },
): Promise<Response> {
  const fault = await takeFault(context.sql, call)
  if (fault && isFaultBefore(fault)) return failBefore(c, fault, context.stopping)
  const answer = await read()
  return fault && isFaultAfter(fault) ? failAfter(c, { fault, answer }, context.stopping) : json(answer)
}

async function onePayment(context: RouteContext, id: string): Promise<Answer> {
  const [payment] = await context.sql<
    PaymentRow[]
  >`SELECT * FROM payment WHERE id = ${id} AND face = 'native'`
  if (!payment) return failure(404, "payment_not_found")
  const at = { now: context.clock(), publicUrl: context.publicUrl }
  return { status: 200, body: await viewPayment(context.sql, payment, at) }
}

async function paymentsByReference(
  context: RouteContext,
  search: v.InferOutput<typeof searchSchema>,
): Promise<Answer> {
  const createdAfter = new Date(search.created_after ?? 0)
  const found = await context.sql<PaymentRow[]>`
    SELECT * FROM payment
    WHERE face = 'native' AND reference = ${search.reference} AND created_at > ${createdAfter}
    ORDER BY created_at, id LIMIT ${listMax + 1}`
  const at = { now: context.clock(), publicUrl: context.publicUrl }
  const payments = await Promise.all(
    found.slice(0, listMax).map((payment) => viewPayment(context.sql, payment, at)),
  )
  return { status: 200, body: { payments, complete: found.length <= listMax } }
}
