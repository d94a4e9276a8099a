import type { AddressInfo } from "node:net"
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import postgres from "postgres"
import { type BareRequest, bareCreate } from "./bare-create.ts"
import { takeOrders } from "./forked.ts"
import type { BareOrder, Listening } from "./orders.ts"

/** As many connections as the checkout has. */
const poolSize = 10

// The least that can be called creating a payment through HTTP: no key, no checks, no log, one statement.
takeOrders<BareOrder, Listening>(async ({ databaseUrl, owner }) => {
  const sql = postgres(databaseUrl, { max: poolSize, connection: { role: "civic_pay_app" } })
  const app = new Hono().post("/v1/payments", async (context) => {
    const asked = await context.req.json<BareRequest>()
    return context.json({ payment_id: await bareCreate(sql, owner, asked) }, 201)
  })
  return await new Promise((done) => {
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => {
      const { port } = server.address() as AddressInfo
      done({ origin: `http://127.0.0.1:${port}` })
    })
  })
})
