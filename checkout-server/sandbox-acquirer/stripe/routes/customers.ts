import type { Hono } from "hono"
import * as v from "valibot"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { noSuch } from "#sandbox-acquirer/stripe/answer.ts"
import { deleteCustomer } from "#sandbox-acquirer/stripe/customer.ts"
import { expand } from "#sandbox-acquirer/stripe/read-params.ts"
import { paymentIdOf } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { deletedCustomer } from "#sandbox-acquirer/stripe/views/customer.ts"
import { answerOne } from "./answer-get.ts"
import { answerPost } from "./answer-post.ts"

/** Customers, whom sessions make, and the cards that are attached to them. */
export function addCustomers(api: Hono<SandboxEnv>, context: RouteContext): void {
  const kind = "customer" as const
  api.get("/customers/:id", (c) => answerOne(c, context, { kind, id: c.req.param("id") }))
  api.delete("/customers/:id", async (c) => {
    const id = c.req.param("id")
    return answerPost(c, context, {
      operation: "forget",
      paymentId: await paymentIdOf(context.sql, id),
      kind,
      schema: v.strictObject({ expand }),
      effect: async (write) =>
        (await deleteCustomer(write, id)) ? { object: deletedCustomer(id) } : { refusal: noSuch(kind, id) },
    })
  })
  api.get("/payment_methods/:id", (c) =>
    answerOne(c, context, { kind: "payment_method", id: c.req.param("id") }),
  )
}
