import { afterEach, describe, expect, it } from "vitest"
import { adapterFor, call, listOf, okValue, type ScriptedStripe, startStripe } from "./scripted-stripe.ts"
import { amount, charge, chargeIntent, dispute, intentId, paymentId, refund } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

/** What `fetch` says of an intent without a session. */
async function fetched(body: object, id: string = intentId) {
  await stripe?.close()
  stripe = await startStripe({
    "GET /v1/checkout/sessions": () => listOf([]),
    [`GET /v1/payment_intents/${intentId}`]: () => ({ body }),
    "GET /v1/refunds": () => listOf([refund()]),
    "GET /v1/disputes": () => listOf([dispute()]),
  })
  return await adapterFor(stripe.url).fetch(call(), id)
}

describe("the charge of a kept card", () => {
  it("is told with its refunds and disputes, by its intent", async () => {
    const body = chargeIntent({ status: "succeeded", amount_received: amount, latest_charge: charge() })
    expect(okValue(await fetched(body))).toMatchObject({
      acquirerPaymentId: intentId,
      reference: paymentId,
      status: "captured",
      amount,
      captured: amount,
      challengeUrl: null,
      lastRefusal: null,
      card: { brand: "visa", firstSix: null, lastFour: "4242", expiry: "04/31" },
      savedCard: null,
      refunds: [{ refundId: "refund-1" }],
      disputes: [{ acquirerDisputeId: "du_1" }],
    })
  })

  const refusal = { code: "authentication_required", decline_code: "authentication_required" }

  it.each([
    ["requires_confirmation", null, "open", null],
    ["requires_payment_method", null, "open", null],
    ["requires_payment_method", refusal, "closed", "authentication_required"],
    ["requires_action", null, "open", null],
    ["processing", null, "pending", null],
    ["requires_capture", null, "authorised", null],
    ["canceled", null, "closed", null],
  ])("%s with %o is %s", async (status, last_payment_error, told, lastRefusal) => {
    const snapshot = okValue(await fetched(chargeIntent({ status, last_payment_error })))
    expect(snapshot).toMatchObject({ status: told, lastRefusal, captured: 0, refunds: [] })
  })

  it.each([
    ["another mode", { livemode: true }, { kind: "unknown", cause: "mismatch" }],
    ["another id", { id: "pi_other" }, { kind: "unknown", cause: "mismatch" }],
    ["a word that nobody knows", { status: "asleep" }, { kind: "unknown", cause: "unrecognised" }],
    ["another currency", { currency: "eur" }, { kind: "unknown", cause: "unrecognised" }],
    ["no word of ours", { metadata: {} }, { kind: "refused", evidence: { code: "not_ours" } }],
  ])("with %s is not told", async (_, over, outcome) => {
    expect(await fetched(chargeIntent(over))).toMatchObject(outcome)
  })
})
