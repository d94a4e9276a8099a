import { afterAll, beforeAll, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

it("tells whether its receiver still waits for it", async () => {
  sandbox.receiver.answerWith(500)
  await sandbox.paidIntent()
  const [event] = (await sandbox.stripe.events.list()).data
  await sandbox.receiver.until(({ pointer }) => pointer.id === event?.id)
  expect((await sandbox.stripe.events.retrieve(event?.id ?? "")).pending_webhooks).toBe(1)
  sandbox.receiver.answerWith(204)
})

it("can be listed by type and time, for thirty days", async () => {
  const { events } = sandbox.stripe
  const { created } = await sandbox.paidIntent("pm_card_visa", { capture_method: "manual" })
  const types = ["payment_intent.amount_capturable_updated", "payment_intent.canceled"] as const
  expect((await events.list({ types: [...types] })).data.map(({ type }) => type)).toEqual([types[0]])
  expect((await events.list({ created: { gte: created } })).data.length).toBeGreaterThan(0)
  expect((await events.list({ created: { gt: created + 60 } })).data).toEqual([])
  await sandbox.advance(31 * 86_400_000)
  expect((await events.list({ types: [...types] })).data.map(({ type }) => type)).toEqual([types[1]])
})
