import { afterAll, beforeAll, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

it("the intent of a session begins with the first attempt, and stays the same through the others", async () => {
  const session = await sandbox.createSession()
  const intent = async () => (await sandbox.stripe.checkout.sessions.retrieve(session.id)).payment_intent
  expect(await intent()).toBeNull()
  await sandbox.submitCard(session, { card_number: "4000000000000002" })
  const first = await intent()
  await sandbox.submitCard(session)
  expect(first).toMatch(/^pi_/)
  expect(await intent()).toBe(first)
})

it("the name on a typed card plans a fault for a later call", async () => {
  const card = { number: "4242424242424242", exp_month: 12, exp_year: 2040, cvc: "123" }
  const billing_details = { name: "FAULT fetch wrong-amount" }
  const intent = await sandbox.createIntent({
    confirm: true,
    payment_method_data: { type: "card", card, billing_details } as object as { type: "card" },
  })
  const read = () => sandbox.stripe.paymentIntents.retrieve(intent.id)
  expect([(await read()).amount, (await read()).amount]).toEqual([18_241, 18_240])
})
