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

const authorised = () => sandbox.paidIntent("pm_card_visa", { capture_method: "manual" })

it("without an amount takes all that is authorised", async () => {
  const { id } = await authorised()
  expect(await sandbox.stripe.paymentIntents.capture(id)).toMatchObject({
    status: "succeeded",
    amount_received: 18_240,
  })
})

it("never takes more than is authorised", async () => {
  const { id } = await authorised()
  const call = sandbox.stripe.paymentIntents.capture(id, { amount_to_capture: 18_241 })
  expect(await refusal(call)).toMatchObject({ code: "amount_too_large", param: "amount_to_capture" })
})

it("takes once", async () => {
  const { id, reference } = await authorised()
  await sandbox.stripe.paymentIntents.capture(id)
  expect(await refusal(sandbox.stripe.paymentIntents.capture(id))).toMatchObject({
    code: "payment_intent_unexpected_state",
  })
  expect((await sandbox.effects(reference)).capture).toEqual({ count: 1, amount: 18_240 })
})

it("comes too late after seven days, when the authorisation is released", async () => {
  const { id, reference } = await authorised()
  await sandbox.advance(7 * 86_400_000)
  expect(await refusal(sandbox.stripe.paymentIntents.capture(id))).toMatchObject({
    code: "payment_intent_unexpected_state",
  })
  expect(await sandbox.stripe.paymentIntents.retrieve(id)).toMatchObject({
    status: "canceled",
    cancellation_reason: "automatic",
  })
  expect((await sandbox.effects(reference)).release).toEqual({ count: 1, amount: 18_240 })
})

it("finds no unknown intent", async () => {
  expect(await refusal(sandbox.stripe.paymentIntents.capture("pi_none"))).toMatchObject({ statusCode: 404 })
})
