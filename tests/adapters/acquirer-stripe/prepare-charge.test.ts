import { afterEach, describe, expect, it } from "vitest"
import { chargeRequest } from "./prepare-request.ts"
import {
  adapterFor,
  call,
  missing,
  type ScriptedStripe,
  type StripeAnswer,
  startStripe,
  stripeError,
} from "./scripted-stripe.ts"
import { agreementId, amount, chargeIntent, intentId, paymentId, savedCard } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

async function open(script: Readonly<Record<string, () => StripeAnswer>>) {
  await stripe?.close()
  stripe = await startStripe(script)
  return adapterFor(stripe.url)
}

const create = "POST /v1/payment_intents"
const customer = "GET /v1/customers/cus_1"
const remove = "DELETE /v1/customers/cus_1"
const deleted = () => ({ body: { id: "cus_1", object: "customer", deleted: true } })
const alive = () => ({ body: { id: "cus_1", object: "customer", email: null } })

const metadata = {
  payment_id: paymentId,
  operation_id: "op-1",
  mode: "test",
  agreement_id: agreementId,
  agreement_step: "charge",
}
const operation = call({ operationId: "op-1" })
const sent = (index: number) => Object.fromEntries(stripe?.requests[index]?.form ?? [])
const key = (index: number) => stripe?.requests[index]?.headers["idempotency-key"]

describe("prepare on a kept card", () => {
  const prepare = async (answer: StripeAnswer, more: Readonly<Record<string, () => StripeAnswer>> = {}) =>
    (await open({ [create]: () => answer, ...more })).prepare(operation, chargeRequest())

  it("makes an intent that nothing has confirmed", async () => {
    expect(await prepare({ body: chargeIntent({ metadata }) })).toEqual({
      kind: "ok",
      value: { acquirerPaymentId: intentId, handoff: { kind: "saved_card" } },
      evidence: { status: 200, requestId: "req_1" },
    })
    expect(sent(0)).toEqual({
      amount: "18240",
      currency: "gbp",
      customer: "cus_1",
      payment_method: "pm_1",
      "allowed_payment_method_types[0]": "card",
      capture_method: "automatic_async",
      description: "Treth y Cyngor 501234567",
      "metadata[payment_id]": paymentId,
      "metadata[operation_id]": "op-1",
      "metadata[mode]": "test",
      "metadata[agreement_id]": agreementId,
      "metadata[agreement_step]": "charge",
    })
    expect(key(0)).toBe(operation.idempotencyKey)
  })

  it.each([
    ["amount", { amount: amount + 1 }],
    ["mode", { livemode: true }],
    ["customer", { customer: "cus_2" }],
    ["card", { payment_method: "pm_2" }],
    ["payment", { metadata: { ...metadata, payment_id: "other" } }],
    ["agreement", { metadata: { ...metadata, agreement_id: "other" } }],
    ["state", { status: "succeeded" }],
  ])("another %s than asked is a mismatch", async (_, over) => {
    const outcome = await prepare({ body: chargeIntent({ metadata, ...over }) })
    expect(outcome).toMatchObject({ kind: "unknown", cause: "mismatch" })
  })

  it("a customer who was deleted has no card to charge any more", async () => {
    const gone = missing()
    expect(await prepare(gone, { [customer]: deleted })).toMatchObject({
      kind: "refused",
      reason: "do_not_retry",
      evidence: { code: "resource_missing" },
    })
  })

  it.each([
    ["is there still", alive],
    ["was never there", missing],
    ["cannot be asked about", () => stripeError(500, { type: "api_error" })],
  ])("a card that is missing though its customer %s is a fault in the set-up", async (_, answer) => {
    expect(await prepare(missing(), { [customer]: answer })).toMatchObject({
      kind: "refused",
      reason: "configuration",
    })
  })

  it.each(["", "cus_1", "card_of_another_acquirer", "cus_1:pm_1/../x"])(
    "%s is no kept card to ask with",
    async (strange) => {
      const acquirer = await open({})
      const agreement = { step: "charge", agreementId, savedCard: strange } as const
      expect(await acquirer.prepare(call(), chargeRequest({ agreement }))).toMatchObject({
        kind: "refused",
        reason: "configuration",
      })
      expect(stripe?.requests).toHaveLength(0)
    },
  )
})

describe("forgetCard", () => {
  it("deletes the customer, whose card it was", async () => {
    const acquirer = await open({ [remove]: deleted })
    expect(await acquirer.forgetCard(call(), savedCard)).toEqual({
      kind: "ok",
      value: { forgotten: true },
      evidence: { status: 200, requestId: "req_1" },
    })
    expect(stripe?.asked()).toEqual([remove])
  })

  it("a customer who is deleted already is forgotten", async () => {
    const acquirer = await open({ [remove]: missing, [customer]: deleted })
    expect(await acquirer.forgetCard(call(), savedCard)).toMatchObject({ value: { forgotten: true } })
  })

  it.each([
    ["a customer of another account", { [remove]: missing, [customer]: missing }, "refused"],
    ["a customer who is there after all", { [remove]: missing, [customer]: alive }, "unknown"],
    ["another customer", { [remove]: () => ({ body: { id: "cus_2", deleted: true } }) }, "unknown"],
    ["half a word", { [remove]: () => ({ body: { id: "cus_1" } }) }, "unknown"],
    ["a failure", { [remove]: () => stripeError(500, { type: "api_error" }) }, "unknown"],
    ["too many at once", { [remove]: () => stripeError(429, { code: "rate_limit" }) }, "not_sent"],
  ])("%s is not said to be forgotten", async (_, script, kind) => {
    expect((await (await open(script)).forgetCard(call(), savedCard)).kind).toBe(kind)
  })

  it("asks nothing about what is no kept card of Stripe's", async () => {
    const acquirer = await open({})
    expect(await acquirer.forgetCard(call(), "cus_1/../../account")).toMatchObject({ kind: "refused" })
    expect(stripe?.requests).toHaveLength(0)
  })
})
