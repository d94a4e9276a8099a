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

const keeping = {
  customer_creation: "always",
  payment_intent_data: { setup_future_usage: "off_session" },
} as const

/** A session on whose page this card was entered to be kept, with its intent. */
async function keep(card: Record<string, string> = {}) {
  const made = await sandbox.createSession(keeping)
  await sandbox.submitCard(made, card)
  const session = await sandbox.stripe.checkout.sessions.retrieve(made.id, { expand: ["payment_intent"] })
  const intent = session.payment_intent as Stripe.PaymentIntent
  return { session, intent, customer: String(intent.customer), payment_method: String(intent.payment_method) }
}

const chargeOf = ({ customer, payment_method }: { customer: string; payment_method: string }) =>
  sandbox.createIntent({ customer, payment_method, metadata: { payment: "later" } })
const confirm = (id: string, params: Stripe.PaymentIntentConfirmParams = { off_session: true }) =>
  sandbox.stripe.paymentIntents.confirm(id, params)

describe("a session that keeps the card", () => {
  it("makes a customer of whoever tries to pay, and attaches the card that paid", async () => {
    const { session, intent, customer, payment_method } = await keep()
    expect(session).toMatchObject({ status: "complete", customer, customer_creation: "always" })
    expect(intent).toMatchObject({ status: "succeeded", setup_future_usage: "off_session" })
    expect(await sandbox.stripe.customers.retrieve(customer)).toMatchObject({ id: customer, email: null })
    expect(await sandbox.stripe.paymentMethods.retrieve(payment_method)).toMatchObject({
      customer,
      type: "card",
      card: { brand: "visa", last4: "4242" },
    })
    const { data } = await sandbox.stripe.charges.list({ payment_intent: intent.id })
    expect(data).toMatchObject([{ customer }])
  })

  it("attaches no card that was refused", async () => {
    const made = await sandbox.createSession(keeping)
    await sandbox.submitCard(made, { card_number: "4000000000000002" })
    const { customer, payment_intent } = await sandbox.stripe.checkout.sessions.retrieve(made.id, {
      expand: ["payment_intent.latest_charge"],
    })
    expect(customer).toMatch(/^cus_/)
    const charge = (payment_intent as Stripe.PaymentIntent).latest_charge as Stripe.Charge
    const method = sandbox.stripe.paymentMethods.retrieve(String(charge.payment_method))
    expect(await refusal(method)).toMatchObject({ statusCode: 404, code: "resource_missing" })
  })

  it("is not what any session does", async () => {
    const session = await sandbox.createSession()
    await sandbox.submitCard(session)
    expect(await sandbox.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      customer: null,
      customer_creation: "if_required",
    })
  })
})

describe("an intent on a kept card", () => {
  it("waits for its confirmation, pays off session and is listed by its customer", async () => {
    const kept = await keep()
    const made = await chargeOf(kept)
    const { customer, payment_method } = kept
    expect(made).toMatchObject({
      ...{ status: "requires_confirmation", customer, payment_method, setup_future_usage: null },
    })
    expect(await confirm(made.id)).toMatchObject({ status: "succeeded", amount_received: 18_240 })
    const gte = made.created
    const own = await sandbox.stripe.paymentIntents.list({ customer: kept.customer, created: { gte } })
    expect(own.data.map(({ id }) => id)).toContain(made.id)
    const others = await sandbox.stripe.paymentIntents.list({ customer: "cus_none" })
    expect(others.data).toEqual([])
    expect(await refusal(confirm(made.id))).toMatchObject({ code: "payment_intent_unexpected_state" })
  })

  it("says until when it holds what is captured by hand", async () => {
    const { customer, payment_method } = await keep()
    const made = await sandbox.createIntent({ customer, payment_method, capture_method: "manual" })
    const held = await confirm(made.id, { off_session: true, expand: ["latest_charge"] })
    const { payment_method_details } = held.latest_charge as Stripe.Charge
    expect(payment_method_details?.card?.capture_before).toBeGreaterThan(made.created)
  })

  it("is refused where the bank wants the payee, and then over", async () => {
    const { session, intent } = await keep({ card_number: "4000002760003184" })
    await sandbox.answerChallenge(intent.next_action?.redirect_to_url?.url ?? "", "approve")
    const paid = await sandbox.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] })
    const { customer, payment_method } = paid.payment_intent as Stripe.PaymentIntent
    const made = await chargeOf({ customer: String(customer), payment_method: String(payment_method) })
    const refused = await refusal(confirm(made.id))
    expect(refused).toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
      code: "authentication_required",
      decline_code: "authentication_required",
    })
    expect(refused.payment_intent).toMatchObject({ status: "requires_payment_method", customer })
    expect(await refusal(confirm(made.id))).toMatchObject({ code: "payment_intent_unexpected_state" })
  })

  it("needs its own customer, and no confirmation at once", async () => {
    const [one, other] = [await keep(), await keep()]
    const { payment_method } = one
    for (const params of [{ payment_method }, { payment_method, customer: other.customer }]) {
      expect(await refusal(sandbox.createIntent(params))).toMatchObject({ param: "payment_method" })
    }
    const atOnce = { payment_method, customer: one.customer, confirm: true }
    expect(await refusal(sandbox.createIntent(atOnce))).toMatchObject({ param: "confirm" })
  })

  it("is charged off session, as no other card is", async () => {
    const made = await chargeOf(await keep())
    const other = await sandbox.createIntent({ payment_method: "pm_card_visa" })
    const withCard = { off_session: true, payment_method: "pm_card_visa" }
    for (const call of [
      () => confirm(made.id, {}),
      () => confirm(made.id, withCard),
      () => confirm(other.id),
    ]) {
      expect(await refusal(call())).toMatchObject({ statusCode: 400, param: "off_session" })
    }
    expect((await sandbox.stripe.paymentIntents.retrieve(made.id)).status).toBe("requires_confirmation")
  })
})

describe("a deleted customer", () => {
  it("is known as deleted, and its card is gone", async () => {
    const kept = await keep()
    const begun = await chargeOf(kept)
    const gone = { id: kept.customer, object: "customer", deleted: true }
    expect(await sandbox.stripe.customers.del(kept.customer)).toMatchObject(gone)
    expect(await sandbox.stripe.customers.retrieve(kept.customer)).toMatchObject(gone)
    const missing = { code: "resource_missing" }
    expect(await refusal(sandbox.stripe.customers.del(kept.customer))).toMatchObject(missing)
    expect(await refusal(sandbox.stripe.paymentMethods.retrieve(kept.payment_method))).toMatchObject(missing)
    expect(await refusal(chargeOf(kept))).toMatchObject({ ...missing, param: "customer" })
    expect(await refusal(confirm(begun.id))).toMatchObject({ ...missing, param: "payment_method" })
    expect(await sandbox.stripe.paymentIntents.retrieve(kept.intent.id)).toMatchObject({
      status: "succeeded",
      customer: kept.customer,
    })
  })

  it("was never there under another id", async () => {
    const call = sandbox.stripe.customers.del("cus_none")
    expect(await refusal(call)).toMatchObject({ statusCode: 404, code: "resource_missing" })
  })
})
