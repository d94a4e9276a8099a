import { timingSafeEqual } from "node:crypto"
import { Hono, type MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import * as v from "valibot"
import { acceptDispute, evidenceSchema, sendEvidence } from "#sandbox-acquirer/disputes/answer-dispute.ts"
import { paymentOfDispute } from "#sandbox-acquirer/disputes/dispute.ts"
import { json } from "#sandbox-acquirer/faults/act.ts"
import { digest } from "#sandbox-acquirer/ids.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { authorise, authoriseSchema } from "#sandbox-acquirer/payments/authorise.ts"
import { capture, captureSchema } from "#sandbox-acquirer/payments/capture.ts"
import { prepare, prepareSchema } from "#sandbox-acquirer/payments/prepare.ts"
import { refund, refundSchema } from "#sandbox-acquirer/payments/refund.ts"
import { forgetCard, paymentOfCard } from "#sandbox-acquirer/payments/saved-card.ts"
import { voidPayment } from "#sandbox-acquirer/payments/void.ts"
import { failure } from "#sandbox-acquirer/payments/write.ts"
import { answerKeyed } from "./keyed.ts"
import { addReads } from "./reads.ts"

/** The largest request is evidence: four texts of 5,000 characters, in any script. */
const bodyMaxBytes = 131_072

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

/** The native API: payments, what is done to them, and what became of them. */
export function apiRoutes(context: RouteContext): Hono<SandboxEnv> {
  const api = new Hono<SandboxEnv>()
  api.use(requireKey(context.apiKey))
  api.use(bodyLimit({ maxSize: bodyMaxBytes, onError: () => json(failure(413, "too_large")) }))

  addPayments(api, context)
  addSavedCards(api, context)
  addDisputes(api, context)
  addReads(api, context)
  return api
}

function addPayments(api: Hono<SandboxEnv>, context: RouteContext): void {
  const { publicUrl } = context
  api.post("/payments", (c) =>
    answerKeyed(c, context, {
      operation: "prepare",
      paymentId: null,
      schema: prepareSchema,
      effect: (write, body) => prepare(write, body, publicUrl),
    }),
  )
  api.post("/payments/:id/authorisations", (c) => {
    const paymentId = c.req.param("id")
    return answerKeyed(c, context, {
      operation: "authorise",
      paymentId,
      schema: authoriseSchema,
      effect: (write, body, fault) =>
        authorise(write, { ...body, paymentId, refusesLate: fault === "late-decline" }, publicUrl),
    })
  })
  api.post("/payments/:id/captures", (c) => {
    const paymentId = c.req.param("id")
    return answerKeyed(c, context, {
      operation: "capture",
      paymentId,
      schema: captureSchema,
      effect: (write, body) => capture(write, { ...body, paymentId }, publicUrl),
    })
  })
  api.post("/payments/:id/voids", (c) => {
    const paymentId = c.req.param("id")
    return answerKeyed(c, context, {
      operation: "void",
      paymentId,
      schema: v.strictObject({}),
      effect: (write) => voidPayment(write, paymentId, publicUrl),
    })
  })
  api.post("/payments/:id/refunds", (c) => {
    const paymentId = c.req.param("id")
    return answerKeyed(c, context, {
      operation: "refund",
      paymentId,
      schema: refundSchema,
      effect: (write, body) => refund(write, { ...body, paymentId }),
    })
  })
}

function addSavedCards(api: Hono<SandboxEnv>, context: RouteContext): void {
  api.post("/saved-cards/:id/forget", async (c) => {
    const id = c.req.param("id")
    return answerKeyed(c, context, {
      operation: "forget",
      paymentId: await paymentOfCard(context.sql, id),
      schema: v.strictObject({}),
      effect: (write) => forgetCard(write, id),
    })
  })
}

function addDisputes(api: Hono<SandboxEnv>, context: RouteContext): void {
  api.post("/disputes/:id/evidence", async (c) => {
    const disputeId = c.req.param("id")
    return answerKeyed(c, context, {
      operation: "evidence",
      paymentId: await paymentOfDispute(context.sql, disputeId),
      schema: evidenceSchema,
      effect: (write, body) => sendEvidence(write, { ...body, disputeId }),
    })
  })
  api.post("/disputes/:id/acceptance", async (c) => {
    const disputeId = c.req.param("id")
    return answerKeyed(c, context, {
      operation: "acceptance",
      paymentId: await paymentOfDispute(context.sql, disputeId),
      schema: v.strictObject({}),
      effect: (write) => acceptDispute(write, disputeId),
    })
  })
}
