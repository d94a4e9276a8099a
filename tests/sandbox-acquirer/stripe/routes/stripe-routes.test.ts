import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  refusal,
  type StripeSandbox,
  startStripeSandbox,
} from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"
import { stripeClient, stripeSecretKey } from "#tests/sandbox-acquirer/stripe-client.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`
const get = (path: string, headers: Record<string, string> = {}) =>
  sandbox.send(path, { headers: { authorization: `Bearer ${stripeSecretKey}`, ...headers } })

describe("a caller", () => {
  it("may show its key as a bearer, or as the name of a basic login", async () => {
    expect((await get("/v1/account")).status).toBe(200)
    expect((await get("/v1/account", { authorization: basic(`${stripeSecretKey}:`) })).status).toBe(200)
  })

  it.each([
    ["nothing", ""],
    ["another key", "Bearer sk_test_another0key0altogether"],
    ["a key of the native face", basic("sandbox-key-for-tests:")],
    ["its key with more behind it", `Bearer ${stripeSecretKey}x`],
  ])("with %s is turned away", async (_, authorization) => {
    const response = await get("/v1/account", { authorization })
    expect(response.status).toBe(401)
    expect(await response.text()).not.toContain("sk_test")
  })

  it("is told so by the client's own error", async () => {
    const call = stripeClient(sandbox, "sk_test_another0key0altogether").balance.retrieve()
    expect(await refusal(call)).toMatchObject({ type: "StripeAuthenticationError", statusCode: 401 })
  })
})

describe("an answer", () => {
  it("has a name, and the version that was asked for", async () => {
    const one = await get("/v1/balance", { "stripe-version": "2026-01-01.endive" })
    const two = await get("/v1/balance")
    expect(one.headers.get("stripe-version")).toBe("2026-01-01.endive")
    expect(two.headers.get("stripe-version")).toBe("2026-10-28.endive")
    expect(one.headers.get("request-id")).toMatch(/^req_/)
    expect(one.headers.get("request-id")).not.toBe(two.headers.get("request-id"))
  })

  it("to no version of an API is a refusal", async () => {
    expect((await get("/v1/balance", { "stripe-version": "newest" })).status).toBe(400)
  })

  it("to an address that does not exist is Stripe's", async () => {
    const response = await get("/v1/customers")
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      error: {
        type: "invalid_request_error",
        message: "Unrecognized request URL (GET: /v1/customers).",
      },
    })
  })
})

describe("the account", () => {
  it("can take money and have it paid out", async () => {
    expect(await sandbox.stripe.accounts.retrieveCurrent()).toMatchObject({
      id: expect.stringMatching(/^acct_[0-9a-f]{16}$/),
      charges_enabled: true,
      payouts_enabled: true,
      default_currency: "gbp",
    })
  })

  it("holds what is not paid out", async () => {
    await sandbox.paidIntent()
    expect((await sandbox.stripe.balance.retrieve()).pending).toMatchObject([
      { amount: 18_240 - 227, currency: "gbp" },
    ])
    await sandbox.advance(5 * 86_400_000)
    expect((await sandbox.stripe.balance.retrieve()).pending).toMatchObject([{ amount: 0 }])
  })
})

// The last one: the connection that it leaves half read is of no use to another call.
it("a request too large is not read", async () => {
  const response = await sandbox.send("/v1/payment_intents", {
    method: "POST",
    headers: { authorization: `Bearer ${stripeSecretKey}` },
    body: new URLSearchParams({ description: "x".repeat(300_000) }),
  })
  expect(response.status).toBe(413)
})
