import { expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { claimDueDeliveries } from "#db/records/webhooks.ts"
import { instant, later } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"
import { aNewPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"
import { addEndpoints, oweWebhooks, webhookBody } from "./owed-webhooks.ts"

const till = openTill()

/** What a worker would take now. */
async function claimed() {
  const { outside } = till.council
  const now = instant(Date.now() + 1_000)
  const claim = { now, leaseToken: outside.ids.next(), leaseUntil: later(now, 60_000), limit: 100 }
  const answer = await inTransaction(outside.db, async (transaction) =>
    ok(await claimDueDeliveries(transaction, claim)),
  )
  return answer.value
}

it("owed webhooks are due at once, at as many endpoints as asked for", async () => {
  const { sql, council } = till
  const owner = await aNewPayment(council)
  await addEndpoints(sql, 3)
  expect(await sql`select url from webhook_endpoint order by url`).toEqual([
    { url: "https://council.example/webhooks/civic-pay" },
    { url: "https://council.example/webhooks/civic-pay/2" },
    { url: "https://council.example/webhooks/civic-pay/3" },
  ])
  expect(await oweWebhooks(sql, { owner, endpoints: 2, count: 5 })).toBe(6)
  const taken = await claimed()
  expect(taken.map(({ url }) => url).toSorted()).toEqual([
    ...Array(3).fill("https://council.example/webhooks/civic-pay"),
    ...Array(3).fill("https://council.example/webhooks/civic-pay/2"),
  ])
  expect(new Set(taken.map(({ body }) => body))).toEqual(new Set([webhookBody]))
  expect(await oweWebhooks(sql, { owner, endpoints: 1, count: 1 })).toBe(1)
  expect(await claimed()).toHaveLength(1)
})
