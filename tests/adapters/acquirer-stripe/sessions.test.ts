import { afterEach, describe, expect, it } from "vitest"
import { openStripe } from "#adapters/acquirer-stripe/client.ts"
import { findOwners, findSession } from "#adapters/acquirer-stripe/sessions.ts"
import { call, listOf, type ScriptedStripe, secretKey, startStripe, stripeError } from "./scripted-stripe.ts"
import { paymentId, session, sessionId } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

async function open(script: Parameters<typeof startStripe>[0]) {
  stripe = await startStripe(script)
  return openStripe({ apiUrl: stripe.url, secretKey }, call())
}

describe("findSession", () => {
  const path = `GET /v1/checkout/sessions/${sessionId}`

  it("finds a session of ours with its payment", async () => {
    const line = await open({ [path]: () => ({ body: session() }) })
    expect(await findSession(line, "test", sessionId)).toMatchObject({
      kind: "ok",
      value: { reference: paymentId, session: { id: sessionId } },
    })
  })

  it("a live session is no answer for a test account", async () => {
    const line = await open({ [path]: () => ({ body: session({ livemode: true }) }) })
    expect(await findSession(line, "test", sessionId)).toMatchObject({ kind: "unknown", cause: "mismatch" })
    expect(await findSession(line, "live", sessionId)).toMatchObject({ kind: "ok" })
  })

  it("acts on sessions only", async () => {
    const line = await open({})
    expect(await findSession(line, "test", "pi_1")).toMatchObject({
      kind: "refused",
      reason: "configuration",
    })
    expect(stripe?.requests).toHaveLength(0)
  })
})

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
})
