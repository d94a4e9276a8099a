import { afterEach, describe, expect, it } from "vitest"
import { instant, later } from "#domain/instant.ts"
import type { PrepareRequest } from "#ports/acquirer.ts"
import { prepareRequest } from "./prepare-request.ts"
import { adapterFor, call, type ScriptedStripe, startStripe } from "./scripted-stripe.ts"
import { amount, pageUrl, paymentId, session, sessionId, tenOClock } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

const operation = call({ operationId: "op-1" })
const metadata = { payment_id: paymentId, operation_id: "op-1", mode: "test" }

async function prepareWith(made: object, over: Partial<PrepareRequest> = {}) {
  await stripe?.close()
  stripe = await startStripe({ "POST /v1/checkout/sessions": () => ({ body: made }) })
  return await adapterFor(stripe.url).prepare(operation, prepareRequest(over))
}

const sent = () => Object.fromEntries(stripe?.requests[0]?.form ?? [])

describe("prepare", () => {
  it("makes a session of one card payment and hands its page over", async () => {
    expect(await prepareWith(session({ metadata }))).toEqual({
      kind: "ok",
      value: { acquirerPaymentId: sessionId, handoff: { kind: "redirect", url: pageUrl } },
      evidence: { status: 200, requestId: "req_1" },
    })
    expect(sent()).toEqual({
      mode: "payment",
      "line_items[0][quantity]": "1",
      "line_items[0][price_data][currency]": "gbp",
      "line_items[0][price_data][unit_amount]": "18240",
      "line_items[0][price_data][product_data][name]": "Treth y Cyngor 501234567",
      "allowed_payment_method_types[0]": "card",
      "adaptive_pricing[enabled]": "false",
      client_reference_id: paymentId,
      "metadata[payment_id]": paymentId,
      "metadata[operation_id]": "op-1",
      "metadata[mode]": "test",
      "payment_intent_data[capture_method]": "automatic_async",
      "payment_intent_data[description]": "Treth y Cyngor 501234567",
      "payment_intent_data[metadata][payment_id]": paymentId,
      "payment_intent_data[metadata][operation_id]": "op-1",
      "payment_intent_data[metadata][mode]": "test",
      success_url: "http://127.0.0.1:3000/pay/abc/return",
      cancel_url: "http://127.0.0.1:3000/pay/abc/return",
      locale: "en-GB",
      expires_at: String(tenOClock + 90 * 60),
    })
    expect(stripe?.requests[0]?.headers["idempotency-key"]).toBe(operation.idempotencyKey)
  })

  it("an amount that is only reserved is asked for as such", async () => {
    await prepareWith(session({ metadata }), { captureMode: "manual" })
    expect(sent()["payment_intent_data[capture_method]"]).toBe("manual")
  })

  it("a card is kept only where that is asked for, of a customer whom the session makes", async () => {
    const agreement = { step: "set_up", agreementId: "agreement-1" } as const
    const words = { agreement_id: "agreement-1", agreement_step: "set_up" }
    const outcome = await prepareWith(session({ metadata: { ...metadata, ...words } }), { agreement })
    expect(outcome).toMatchObject({ kind: "ok", value: { handoff: { kind: "redirect" } } })
    expect(sent()).toMatchObject({
      customer_creation: "always",
      "payment_intent_data[setup_future_usage]": "off_session",
      "metadata[agreement_id]": "agreement-1",
      "payment_intent_data[metadata][agreement_id]": "agreement-1",
      "payment_intent_data[metadata][agreement_step]": "set_up",
    })
    expect(await prepareWith(session({ metadata }), { agreement })).toMatchObject({ cause: "mismatch" })
  })

  it.each([
    ["a payment that ends soon", 5 * 60, 31 * 60],
    ["a payment that is over", -60, 31 * 60],
    ["a payment of an hour", 60 * 60, 60 * 60],
    ["a payment of a week", 7 * 24 * 3600, 24 * 3600 - 60],
  ])("%s has a page of Stripe's limits", async (_, lifeSeconds, pageSeconds) => {
    const preparedAt = instant(tenOClock * 1000)
    await prepareWith(session({ metadata }), { expiresAt: later(preparedAt, lifeSeconds * 1000) })
    expect(sent()["expires_at"]).toBe(String(tenOClock + pageSeconds))
  })

  it("without a time it leaves the page's end to Stripe", async () => {
    const { preparedAt: _, ...request } = prepareRequest()
    stripe = await startStripe({ "POST /v1/checkout/sessions": () => ({ body: session({ metadata }) }) })
    await adapterFor(stripe.url).prepare(operation, request)
    expect(sent()).not.toHaveProperty("expires_at")
  })

  it.each([
    ["amount", { amount_total: amount + 1 }],
    ["mode", { livemode: true }],
    ["payment", { metadata: { ...metadata, payment_id: "another" } }],
    ["operation", { metadata: { ...metadata, operation_id: "op-2" } }],
    ["mode in its metadata", { metadata: { ...metadata, mode: "live" } }],
    ["reference", { client_reference_id: "another" }],
    ["state", { status: "complete" as const }],
    ["page", { url: `https://checkout.stripe.com.evil.example/c/pay/${sessionId}` }],
    ["page without an address", { url: null }],
    ["page with no address", { url: "javascript:alert(1)" }],
  ])("another %s than asked is a mismatch", async (_, over) => {
    expect(await prepareWith(session({ metadata, ...over }))).toEqual({
      kind: "unknown",
      cause: "mismatch",
      evidence: { status: 200, requestId: "req_1" },
    })
  })

  it("another currency is not recognised", async () => {
    expect(await prepareWith(session({ metadata, currency: "eur" }))).toMatchObject({
      kind: "unknown",
      cause: "unrecognised",
    })
  })

  it("takes its own page's origin from the settings", async () => {
    const url = `http://127.0.0.1:4010/c/pay/${sessionId}`
    stripe = await startStripe({ "POST /v1/checkout/sessions": () => ({ body: session({ metadata, url }) }) })
    const acquirer = adapterFor(stripe.url, { pageOrigin: "http://127.0.0.1:4010" })
    expect(await acquirer.prepare(operation, prepareRequest())).toMatchObject({
      kind: "ok",
      value: { handoff: { url } },
    })
  })
})
