import { timingSafeEqual } from "node:crypto"
import { Hono, type MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import * as v from "valibot"
import { failAfter, failBefore, json } from "#sandbox-acquirer/faults/act.ts"
import { isFaultAfter, isFaultBefore } from "#sandbox-acquirer/faults/fault.ts"
import { takeFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import { digest } from "#sandbox-acquirer/ids.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { authorise, authoriseSchema } from "#sandbox-acquirer/payments/authorise.ts"
import { capture, captureSchema } from "#sandbox-acquirer/payments/capture.ts"
import { viewPayment } from "#sandbox-acquirer/payments/payment.ts"
import { prepare, prepareSchema } from "#sandbox-acquirer/payments/prepare.ts"
import { refund, refundSchema } from "#sandbox-acquirer/payments/refund.ts"
import { voidPayment } from "#sandbox-acquirer/payments/void.ts"
import { type Answer, failure } from "#sandbox-acquirer/payments/write.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { answerKeyed } from "./keyed.ts"

/** The largest request is a `prepare` with two long addresses. */
const bodyMaxBytes = 16_384
/** One reference has a handful of attempts; more than this and the list says that it is not complete. */
const listMax = 100

/** Lets a caller in by `Authorization: Bearer {key}`; 401 otherwise. Compared in constant time. */
export function requireKey(apiKey: string): MiddlewareHandler {
  const expected = Buffer.from(digest(`Bearer ${apiKey}`))
  return async (c, next) => {
    const given = Buffer.from(digest(c.req.header("authorization") ?? ""))
    if (!timingSafeEqual(expected, given)) return json(failure(401, "unauthorised"))
    await next()
    return undefined
  }
}

/** The native API: payments and what is done to them. */
export function apiRoutes(context: RouteContext): Hono<SandboxEnv> {
  const { publicUrl } = context
  const api = new Hono<SandboxEnv>()
  api.use(requireKey(context.apiKey))
  api.use(bodyLimit({ maxSize: bodyMaxBytes, onError: () => json(failure(413, "too_large")) }))

  api.post("/payments", (c) =>
    answerKeyed(c, context, {
      operation: "prepare",
      schema: prepareSchema,
      effect: (write, body) => prepare(write, body, publicUrl),
    }),
  )
  api.post("/payments/:id/authorisations", (c) =>
    answerKeyed(c, context, {
      operation: "authorise",
      schema: authoriseSchema,
      effect: (write, body) => authorise(write, { ...body, paymentId: c.req.param("id") }, publicUrl),
    }),
  )
  api.post("/payments/:id/captures", (c) =>
    answerKeyed(c, context, {
      operation: "capture",
      schema: captureSchema,
      effect: (write, body) => capture(write, { ...body, paymentId: c.req.param("id") }, publicUrl),
    }),
  )
  api.post("/payments/:id/voids", (c) =>
    answerKeyed(c, context, {
      operation: "void",
      schema: v.strictObject({}),
      effect: (write) => voidPayment(write, c.req.param("id"), publicUrl),
    }),
  )
  api.post("/payments/:id/refunds", (c) =>
    answerKeyed(c, context, {
      operation: "refund",
      schema: refundSchema,
      effect: (write, body) => refund(write, { ...body, paymentId: c.req.param("id") }),
    }),
  )
  addReads(api, context)
  return api
}

const searchSchema = v.object({
  reference: v.pipe(v.string(), v.minLength(1)),
  created_after: v.optional(v.pipe(v.string(), v.isoTimestamp())),
})

function addReads(api: Hono<SandboxEnv>, context: RouteContext): void {
  api.get("/payments/:id", async (c) => {
    const call = { operation: "fetch", paymentId: c.req.param("id"), reference: null } as const
    const fault = await takeFault(context.sql, call)
    if (fault && isFaultBefore(fault)) return failBefore(c, fault, context.stopping)
    const answer = await onePayment(context, c.req.param("id"))
    return fault && isFaultAfter(fault) ? failAfter(c, { fault, answer }, context.stopping) : json(answer)
  })
  api.get("/payments", async (c) => {
    const query = v.safeParse(searchSchema, c.req.query())
    if (!query.success) return json(failure(400, "invalid_request"))
    return json(await paymentsByReference(context, query.output))
  })
}

async function onePayment(context: RouteContext, id: string): Promise<Answer> {
  const [payment] = await context.sql<PaymentRow[]>`SELECT * FROM payment WHERE id = ${id}`
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
    SELECT * FROM payment WHERE reference = ${search.reference} AND created_at > ${createdAfter}
    ORDER BY created_at, id LIMIT ${listMax + 1}`
  const at = { now: context.clock(), publicUrl: context.publicUrl }
  const payments = await Promise.all(
    found.slice(0, listMax).map((payment) => viewPayment(context.sql, payment, at)),
  )
  return { status: 200, body: { payments, complete: found.length <= listMax } }
}
