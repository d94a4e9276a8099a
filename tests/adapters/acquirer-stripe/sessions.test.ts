import { afterEach, describe, expect, it } from "vitest"
import { openStripe } from "#adapters/acquirer-stripe/client.ts"
import { findSession } from "#adapters/acquirer-stripe/sessions.ts"
import { call, type ScriptedStripe, secretKey, startStripe } from "./scripted-stripe.ts"
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
