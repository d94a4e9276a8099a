import { afterAll, beforeAll, expect, it } from "vitest"
import {
  refusal,
  type StripeSandbox,
  startStripeSandbox,
} from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

const cancel = (id: string) => sandbox.stripe.paymentIntents.cancel(id)

it("releases what was authorised, also of a session that is complete", async () => {
  const session = await sandbox.createSession({ payment_intent_data: { capture_method: "manual" } })
  await sandbox.submitCard(session)
  const { payment_intent } = await sandbox.stripe.checkout.sessions.retrieve(session.id)
  const cancelled = await sandbox.stripe.paymentIntents.cancel(String(payment_intent), {
    cancellation_reason: "requested_by_customer",
    expand: ["latest_charge"],
  })
  expect(cancelled).toMatchObject({
    status: "canceled",
    amount_capturable: 0,
    cancellation_reason: "requested_by_customer",
    latest_charge: { captured: false, refunded: true, amount_refunded: 18_240 },
  })
  expect((await sandbox.effects(session.client_reference_id ?? "")).release?.count).toBe(1)
  expect((await sandbox.stripe.checkout.sessions.retrieve(session.id)).status).toBe("complete")
})

it("ends an intent that waits for a card, and one that waits for a challenge", async () => {
  const open = await sandbox.createIntent()
  const challenged = await sandbox.paidIntent("pm_card_threeDSecure2Required")
  for (const { id } of [open, challenged]) {
    expect(await cancel(id)).toMatchObject({ status: "canceled", cancellation_reason: null })
  }
  const confirm = sandbox.stripe.paymentIntents.confirm(open.id, { payment_method: "pm_card_visa" })
  expect(await refusal(confirm)).toMatchObject({ code: "payment_intent_unexpected_state" })
})

it.each(["succeeded", "canceled"])("leaves one alone that is %s", async (status) => {
  const { id } = status === "succeeded" ? await sandbox.paidIntent() : await sandbox.createIntent()
  if (status === "canceled") await cancel(id)
  expect(await refusal(cancel(id))).toMatchObject({ code: "payment_intent_unexpected_state" })
})

it("leaves one alone whose session is open: that is to be expired", async () => {
  const session = await sandbox.createSession()
  await sandbox.submitCard(session, { card_number: "4000000000000002" })
  const { payment_intent } = await sandbox.stripe.checkout.sessions.retrieve(session.id)
  expect((await refusal(cancel(String(payment_intent)))).message).toContain("expire the Checkout Session")
})
