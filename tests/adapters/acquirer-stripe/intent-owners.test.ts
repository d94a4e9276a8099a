import { afterEach, describe, expect, it } from "vitest"
import { openStripe } from "#adapters/acquirer-stripe/client.ts"
import { findOwners } from "#adapters/acquirer-stripe/intent-owners.ts"
import { call, listOf, type ScriptedStripe, secretKey, startStripe, stripeError } from "./scripted-stripe.ts"
import { chargeIntent, intent, intentId, paymentId, session } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

async function open(script: Parameters<typeof startStripe>[0]) {
  stripe = await startStripe(script)
  return openStripe({ apiUrl: stripe.url, secretKey }, call())
}

describe("findOwners", () => {
  it("asks once for each intent that is not known", async () => {
    const line = await open(({ form }) => listOf([session({ id: `cs_of_${form.get("payment_intent")}` })]))
    const intents = Array.from({ length: 10 }, (_, index) => `pi_${index}`)
    const outcome = await findOwners(line, [...intents, ...intents], new Map([["pi_0", null]]))
    expect(outcome).toMatchObject({ kind: "ok" })
    const owners = outcome.kind === "ok" ? outcome.value : new Map()
    expect(owners.get("pi_0")).toBeNull()
    expect(owners.get("pi_9")).toEqual({ acquirerPaymentId: "cs_of_pi_9", reference: paymentId })
    expect(stripe?.requests).toHaveLength(9)
  })

  it("goes no further than the first that has no answer", async () => {
    const line = await open(() => stripeError(429, { type: "invalid_request_error", code: "rate_limit" }))
    const intents = Array.from({ length: 20 }, (_, index) => `pi_${index}`)
    expect(await findOwners(line, intents)).toEqual({ kind: "not_sent", cause: "rate_limited" })
    expect(stripe?.requests.length).toBeLessThanOrEqual(8)
  })
  const noSession = { "GET /v1/checkout/sessions": () => listOf([]) }
  const path = `GET /v1/payment_intents/${intentId}`

  it("an intent without a session is a payment by itself where it charges a kept card", async () => {
    const line = await open({ ...noSession, [path]: () => ({ body: chargeIntent() }) })
    const owner = { acquirerPaymentId: intentId, reference: paymentId }
    expect(await findOwners(line, [intentId])).toMatchObject({ value: new Map([[intentId, owner]]) })
  })

  it.each([
    ["sells something else", { body: { ...intent({ metadata: {} }), currency: "eur" } }],
    ["is nowhere", stripeError(404, { type: "invalid_request_error", code: "resource_missing" })],
  ])("an intent that %s is nobody's", async (_, answer) => {
    const line = await open({ ...noSession, [path]: () => answer })
    expect(await findOwners(line, [intentId])).toMatchObject({ value: new Map([[intentId, null]]) })
  })

  it("an intent that cannot be asked about is not taken for a stranger's", async () => {
    const line = await open({ ...noSession, [path]: () => stripeError(500, { type: "api_error" }) })
    expect(await findOwners(line, [intentId])).toMatchObject({ kind: "unknown", cause: "server_error" })
  })
})
