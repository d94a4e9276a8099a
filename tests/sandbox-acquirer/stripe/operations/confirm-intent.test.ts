import type Stripe from "stripe"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
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

const confirm = async (params: Stripe.PaymentIntentConfirmParams) =>
  sandbox.stripe.paymentIntents.confirm((await sandbox.createIntent()).id, params)

/** A card by its number, which the client's types leave out and its requests do not. */
function typed(number: string, over: object = {}): Stripe.PaymentIntentConfirmParams {
  const card = { number, exp_month: 12, exp_year: 2040, cvc: "123", ...over }
  return { payment_method_data: { type: "card", card } } as object
}

describe("a refused card", () => {
  it.each([
    ["pm_card_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
    ["pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"],
    ["pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"],
    ["pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"],
    ["pm_card_radarBlock", "card_declined", "fraudulent"],
  ])("%s is thrown as %s, %s", async (payment_method, code, decline_code) => {
    const refused = await refusal(confirm({ payment_method }))
    expect(refused).toMatchObject({ type: "StripeCardError", statusCode: 402, code, decline_code })
    expect(refused.payment_intent).toMatchObject({
      status: "requires_payment_method",
      payment_method: null,
      last_payment_error: { code, decline_code, charge: refused.charge },
    })
  })

  it("leaves the intent to another card, which pays", async () => {
    const intent = await sandbox.createIntent({ metadata: { payment: "second-card" } })
    const pay = (payment_method: string) =>
      sandbox.stripe.paymentIntents.confirm(intent.id, { payment_method })
    await refusal(pay("pm_card_chargeDeclined"))
    expect(await pay("pm_card_visa")).toMatchObject({ status: "succeeded", last_payment_error: null })
    expect(await sandbox.effects("second-card")).toEqual({ charge: { count: 1, amount: 18_240 } })
    const charges = await sandbox.stripe.charges.list({ payment_intent: intent.id })
    expect(charges.data.map(({ status }) => status)).toEqual(["succeeded", "failed"])
  })
})

describe("a typed card", () => {
  it("pays with a test number", async () => {
    expect((await confirm(typed("4000056655665556"))).status).toBe("succeeded")
  })

  it.each([
    ["4242424242424241", "incorrect_number", ""],
    ["4539578763621486", "card_declined", "test_mode_live_card"],
    ["6759649826438453", "card_declined", "card_not_supported"],
  ])("%s never comes to a bank: %s", async (number, code, decline_code) => {
    const refused = await refusal(confirm(typed(number)))
    expect(refused).toMatchObject({ type: "StripeCardError", code, decline_code })
    expect(refused.charge).toBeUndefined()
    expect(JSON.stringify(refused.raw)).not.toContain(number)
  })

  it.each([
    [{ exp_month: 13 }, "invalid_expiry_month"],
    [{ exp_year: 2020 }, "invalid_expiry_year"],
    [{ cvc: "12345" }, "invalid_cvc"],
  ])("with %j is %s", async (over, code) => {
    expect(await refusal(confirm(typed("4242424242424242", over)))).toMatchObject({ code })
  })
})

describe("a challenge", () => {
  const returnUrl = "http://127.0.0.1:3000/back?lang=en"
  const challenged = (payment_method = "pm_card_threeDSecure2Required") =>
    confirm({ payment_method, return_url: returnUrl })

  it("sends the payee to the bank and back to the caller", async () => {
    const intent = await challenged()
    expect(intent).toMatchObject({
      status: "requires_action",
      next_action: { type: "redirect_to_url", redirect_to_url: { return_url: returnUrl } },
    })
    const back = await sandbox.answerChallenge(intent.next_action?.redirect_to_url?.url ?? "", "approve")
    expect(Object.fromEntries(new URL(back).searchParams)).toEqual({
      lang: "en",
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: "succeeded",
    })
    expect((await sandbox.stripe.paymentIntents.retrieve(intent.id)).status).toBe("succeeded")
  })

  it.each([
    ["pm_card_threeDSecure2Required", "decline", "payment_intent_authentication_failure"],
    ["pm_card_threeDSecureRequiredChargeDeclined", "approve", "card_declined"],
  ] as const)("%s, %s: waits for another card after %s", async (method, decision, code) => {
    const intent = await challenged(method)
    const back = await sandbox.answerChallenge(intent.next_action?.redirect_to_url?.url ?? "", decision)
    expect(new URL(back).searchParams.get("redirect_status")).toBe("failed")
    const after = await sandbox.stripe.paymentIntents.retrieve(intent.id)
    expect(after).toMatchObject({ status: "requires_payment_method", last_payment_error: { code } })
    // A second challenge of the same intent is a new one.
    const again = await sandbox.stripe.paymentIntents.confirm(intent.id, { payment_method: method })
    expect(again.next_action?.redirect_to_url?.url).not.toBe(intent.next_action?.redirect_to_url?.url)
  })
})

describe("an intent cannot be confirmed", () => {
  it("twice", async () => {
    const { id } = await sandbox.paidIntent()
    const again = sandbox.stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" })
    expect(await refusal(again)).toMatchObject({ code: "payment_intent_unexpected_state" })
  })

  it("without a card", async () => {
    expect(await refusal(confirm({}))).toMatchObject({ code: "payment_intent_unexpected_state" })
  })

  it("while its session's page is open", async () => {
    const session = await sandbox.createSession()
    await sandbox.submitCard(session, { card_number: "4000000000000002" })
    const { payment_intent } = await sandbox.stripe.checkout.sessions.retrieve(session.id)
    const call = sandbox.stripe.paymentIntents.confirm(String(payment_intent), {
      payment_method: "pm_card_visa",
    })
    expect(await refusal(call)).toMatchObject({ code: "payment_intent_unexpected_state" })
  })
})

it("a bank that refuses late leaves it processing, then refused", async () => {
  const intent = await sandbox.createIntent({ metadata: { payment: "late" } })
  await sandbox.planFault("authorise", "late-decline", { payment_reference: "late" })
  const confirmed = await sandbox.stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" })
  expect(confirmed.status).toBe("processing")
  await sandbox.advance(5_000)
  expect(await sandbox.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    status: "requires_payment_method",
    last_payment_error: { decline_code: "generic_decline" },
  })
})
