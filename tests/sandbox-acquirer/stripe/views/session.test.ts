import { afterAll, beforeAll, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

const retrieve = (id: string, expand: string[] = []) =>
  sandbox.stripe.checkout.sessions.retrieve(id, { expand })

it("stays complete when its payment is cancelled", async () => {
  const session = await sandbox.createSession({ payment_intent_data: { capture_method: "manual" } })
  await sandbox.submitCard(session)
  const { payment_intent } = await retrieve(session.id)
  await sandbox.stripe.paymentIntents.cancel(String(payment_intent))
  const shown = await retrieve(session.id, ["payment_intent"])
  expect(shown).toMatchObject({
    status: "complete",
    payment_status: "unpaid",
    url: null,
    payment_intent: { status: "canceled" },
  })
})

it("shows its one line where asked", async () => {
  const session = await sandbox.createSession()
  expect(session.line_items).toBeUndefined()
  expect((await retrieve(session.id, ["line_items"])).line_items?.data).toMatchObject([
    { amount_total: 18_240, description: "Council Tax 501234567", quantity: 1 },
  ])
})

it("can be found by its intent, and by its time", async () => {
  const session = await sandbox.createSession()
  await sandbox.submitCard(session)
  const { payment_intent } = await retrieve(session.id)
  const { sessions } = sandbox.stripe.checkout
  expect((await sessions.list({ payment_intent: String(payment_intent) })).data.map(({ id }) => id)).toEqual([
    session.id,
  ])
  const since = await sessions.list({ created: { gte: session.created }, limit: 100 })
  expect(since.data.map(({ id }) => id)).toContain(session.id)
  expect((await sessions.list({ created: { gte: session.created + 60 } })).data).toEqual([])
})
