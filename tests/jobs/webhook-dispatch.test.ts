import { afterAll, beforeAll, expect, it } from "vitest"
import { webhookDispatch } from "#jobs/webhook-dispatch.ts"
import type { WebhookDatabase } from "#tests/db/records/webhook-rows.ts"
import { addEndpoint, deliveriesTo, openWebhookDatabase, tell } from "#tests/db/records/webhook-rows.ts"
import { answered, dispatcher, secretOf, secrets } from "#tests/operations/webhooks/webhook-outside.ts"

let opened: WebhookDatabase

beforeAll(async () => {
  opened = await openWebhookDatabase()
})

afterAll(() => opened.close())

it("one run sends what is due and counts it", async () => {
  const { database } = opened
  await addEndpoint(database, "all", { secrets: [secrets.seal(secretOf(1))] })
  await tell(database)
  await tell(database)
  const { outside } = dispatcher(database, () => Promise.resolve(answered(200)))
  expect(await webhookDispatch.run(outside)).toBe(2)
  expect(await webhookDispatch.run(outside)).toBe(0)
  expect((await deliveriesTo(database, "all")).map(({ state }) => state)).toEqual(["delivered", "delivered"])
})
