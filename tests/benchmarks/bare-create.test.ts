import type postgres from "postgres"
import { expect, it } from "vitest"
import { aNewPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"
import { type BareRequest, bareCreate, bareCreateScript } from "./bare-create.ts"
import type { PaymentOwner } from "./orders.ts"
import { createRequest } from "./requests.ts"

const till = openTill()
const asked = JSON.parse(createRequest("key", 1).body) as BareRequest

/** What a creation leaves, but for what is new each time. */
async function leftBy(sql: postgres.Sql, paymentId: string) {
  const [payment] = await sql`
    select *, expires_at - created_at as life, null as id, null as created_at, null as expires_at
    from payment where id = ${paymentId}`
  const events =
    await sql`select *, null as payment_id, null as at from payment_event where payment_id = ${paymentId}`
  return { payment, events: [...events] }
}

async function leftByTheCheckout() {
  const created = await aNewPayment(till.council, {
    reference: asked.reference,
    description: asked.description,
    returnUrl: asked.return_url,
    email: asked.email,
    metadata: asked.metadata,
  })
  const owner: PaymentOwner = { buyerId: created.buyerId, serviceId: created.serviceId, mode: created.mode }
  return { owner, left: await leftBy(till.sql, created.id) }
}

it("the bare endpoint leaves the same rows as the checkout", async () => {
  const { owner, left } = await leftByTheCheckout()
  expect(await leftBy(till.sql, await bareCreate(till.sql, owner, asked))).toEqual(left)
})

it("pgbench leaves the same rows as the checkout", async () => {
  const { owner, left } = await leftByTheCheckout()
  const before = new Set((await till.sql`select id from payment`).map(({ id }) => id))
  await till.sql.unsafe(bareCreateScript(owner))
  const added = (await till.sql`select id from payment`).filter(({ id }) => !before.has(id))
  expect(added).toHaveLength(1)
  expect(await leftBy(till.sql, added[0]?.["id"])).toEqual(left)
})
