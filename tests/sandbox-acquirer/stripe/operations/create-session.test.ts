import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  refusal,
  type SessionParams,
  type StripeSandbox,
  sessionParams,
  startStripeSandbox,
} from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

const now = () => Math.floor(Date.now() / 1000)

describe("a new session", () => {
  it("is open, unpaid, and shows no intent before somebody has tried to pay", async () => {
    const session = await sandbox.createSession({
      metadata: { payment: "pay-1", operation: "op-1" },
      payment_intent_data: { capture_method: "manual", description: "Council Tax", metadata: { buyer: "b" } },
      customer_email: "payee@example.org",
    })
    expect(session).toMatchObject({
      amount_total: 18_240,
      currency: "gbp",
      customer_email: "payee@example.org",
      livemode: false,
      metadata: { payment: "pay-1", operation: "op-1" },
      mode: "payment",
      payment_intent: null,
      payment_status: "unpaid",
      status: "open",
      url: `${sandbox.url}/c/pay/${session.id}`,
    })
    expect(session.id).toMatch(/^cs_test_/)
    expect((await sandbox.stripe.paymentIntents.list()).data).toEqual([])
  })

  it("lives for a day where nothing else is said", async () => {
    const session = await sandbox.createSession()
    expect(session.expires_at - session.created).toBe(24 * 3_600)
  })

  it("multiplies its item", async () => {
    const [item] = sessionParams().line_items ?? []
    const session = await sandbox.createSession({ line_items: [{ ...item, quantity: 3 }] })
    expect(session.amount_total).toBe(3 * 18_240)
  })
})

describe("a session is refused", () => {
  const priced = (unit_amount: number): Partial<SessionParams> => ({
    line_items: [
      { price_data: { currency: "gbp", unit_amount, product_data: { name: "Licence" } }, quantity: 1 },
    ],
  })
  it.each<[string, Partial<SessionParams>, object]>([
    ["below thirty pence", priced(29), { code: "amount_too_small" }],
    ["above what the sandbox takes", priced(10_000_001), { code: "amount_too_large" }],
    ["of a life too short", { expires_at: now() + 1_700 }, { param: "expires_at" }],
    ["of a life too long", { expires_at: now() + 90_000 }, { param: "expires_at" }],
    ["without a way back", { success_url: "nowhere" }, { param: "success_url" }],
    ["that subscribes", { mode: "subscription" }, { param: "mode" }],
    ["without a payment method that it knows", { allowed_payment_method_types: ["klarna"] }, {}],
  ])("%s", async (_, over, expected) => {
    const refused = await refusal(sandbox.createSession(over))
    expect(refused).toMatchObject({ type: "StripeInvalidRequestError", statusCode: 400, ...expected })
  })

  it("with a parameter that nobody knows, named in full", async () => {
    const slip = { ...sessionParams(), payment_intent_data: { capture_methd: "manual" } } as SessionParams
    expect(await refusal(sandbox.stripe.checkout.sessions.create(slip))).toMatchObject({
      code: "parameter_unknown",
      param: "payment_intent_data[capture_methd]",
    })
  })

  it("with the list of methods that this version of the API has no more", async () => {
    const old = { ...sessionParams(), payment_method_types: ["card"] } as SessionParams
    expect(await refusal(sandbox.stripe.checkout.sessions.create(old))).toMatchObject({
      code: "parameter_unknown",
      param: "payment_method_types",
    })
  })
})
