import { afterAll, beforeAll, expect, it } from "vitest"
import {
  type IntentParams,
  refusal,
  type StripeSandbox,
  startStripeSandbox,
} from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

it("the official client creates, confirms, captures and refunds an intent", async () => {
  const { stripe } = sandbox
  const created = await stripe.paymentIntents.create({
    amount: 5_000,
    currency: "gbp",
    capture_method: "manual",
    description: "Parking permit",
    metadata: { payment: "permit-1" },
  })
  expect(created).toMatchObject({ status: "requires_payment_method", amount_capturable: 0 })
  const confirmed = await stripe.paymentIntents.confirm(created.id, { payment_method: "pm_card_visa" })
  expect(confirmed).toMatchObject({ status: "requires_capture", amount_capturable: 5_000 })
  const captured = await stripe.paymentIntents.capture(created.id, { amount_to_capture: 4_000 })
  expect(captured).toMatchObject({ status: "succeeded", amount_received: 4_000, amount_capturable: 0 })
  const refunded = await stripe.refunds.create({ payment_intent: created.id, amount: 1_500 })
  expect(refunded).toMatchObject({ status: "succeeded", amount: 1_500, payment_intent: created.id })
  const shown = await stripe.paymentIntents.retrieve(created.id, { expand: ["latest_charge.refunds"] })
  expect(shown.latest_charge).toMatchObject({
    amount_captured: 4_000,
    amount_refunded: 1_500,
    refunds: { data: [{ id: refunded.id }] },
  })
  expect(await sandbox.effects("permit-1")).toEqual({
    charge: { count: 1, amount: 5_000 },
    capture: { count: 1, amount: 4_000 },
    release: { count: 1, amount: 1_000 },
    refund: { count: 1, amount: 1_500 },
  })
})

it("with a card and no confirmation, it waits for that", async () => {
  const created = await sandbox.createIntent({ payment_method: "pm_card_mastercard" })
  expect(created).toMatchObject({ status: "requires_confirmation", payment_method: "pm_card_mastercard" })
  const confirmed = await sandbox.stripe.paymentIntents.confirm(created.id, {}, {})
  expect(confirmed.status).toBe("succeeded")
})

it("with a confirmation at once, it is paid at once", async () => {
  expect(await sandbox.paidIntent()).toMatchObject({ status: "succeeded", amount_received: 18_240 })
})

it.each<[string, Partial<IntentParams>, object]>([
  ["another currency", { currency: "eur" }, { param: "currency" }],
  ["too little", { amount: 1 }, { code: "amount_too_small", param: "amount" }],
  ["no whole number", { amount: 10.5 }, { code: "parameter_invalid_integer", param: "amount" }],
  ["an unknown card", { payment_method: "pm_card_none" }, { code: "resource_missing" }],
])("refuses %s", async (_, over, expected) => {
  expect(await refusal(sandbox.createIntent(over))).toMatchObject({
    type: "StripeInvalidRequestError",
    ...expected,
  })
})

it("needs an amount", async () => {
  const call = sandbox.stripe.paymentIntents.create({ currency: "gbp" } as IntentParams)
  expect(await refusal(call)).toMatchObject({ code: "parameter_missing", param: "amount" })
})
