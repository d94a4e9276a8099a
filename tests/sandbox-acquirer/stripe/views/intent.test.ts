import { afterAll, beforeAll, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

it("keeps what its session said of it", async () => {
  const session = await sandbox.createSession({
    metadata: { of: "session" },
    payment_intent_data: {
      description: "Licence",
      metadata: { of: "intent" },
      statement_descriptor_suffix: "LIC",
    },
  })
  await sandbox.submitCard(session)
  const { data } = await sandbox.stripe.paymentIntents.list({ expand: ["data.latest_charge"] })
  expect(data).toMatchObject([
    {
      capture_method: "automatic_async",
      description: "Licence",
      latest_charge: { description: "Licence", metadata: { of: "intent" } },
      livemode: false,
      metadata: { of: "intent" },
      statement_descriptor_suffix: "LIC",
    },
  ])
})

it("tells of a refused card all but its number", async () => {
  const session = await sandbox.createSession()
  await sandbox.submitCard(session, { card_number: "4000000000000069" })
  const shown = await sandbox.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] })
  expect(shown.payment_intent).toMatchObject({
    last_payment_error: {
      type: "card_error",
      code: "expired_card",
      payment_method: { card: { brand: "visa", last4: "0069", exp_year: 2040 } },
    },
  })
})
