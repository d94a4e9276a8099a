import { afterEach, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { Acquirer, Outcome } from "#ports/acquirer.ts"
import { chargeRequest, onKeptCard, prepareRequest } from "./prepare-request.ts"
import {
  adapterFor,
  call,
  missing,
  type ScriptedStripe,
  secretKey,
  startStripe,
  stripeError,
} from "./scripted-stripe.ts"
import { paidSession, savedCard, session, sessionId } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

const amount = exactPence(500)

/** Every call of the port that goes over the network. */
const calls: Readonly<Record<string, (acquirer: Acquirer) => Promise<Outcome<unknown>>>> = {
  prepare: (acquirer) => acquirer.prepare(call(), prepareRequest()),
  "prepare on a kept card": (acquirer) => acquirer.prepare(call(), chargeRequest()),
  "authorise on a kept card": (acquirer) => acquirer.authorise(call(), { ...onKeptCard, amount }),
  forgetCard: (acquirer) => acquirer.forgetCard(call(), savedCard),
  capture: (acquirer) => acquirer.capture(call(), { acquirerPaymentId: sessionId, amount }),
  void: (acquirer) => acquirer.void(call(), sessionId),
  refund: (acquirer) => acquirer.refund(call(), { acquirerPaymentId: sessionId, refundId: "r", amount }),
  answerDispute: (acquirer) =>
    acquirer.answerDispute(call(), {
      acquirerPaymentId: sessionId,
      acquirerDisputeId: "du_1",
      amount,
      answer: { kind: "acceptance" },
    }),
  fetch: (acquirer) => acquirer.fetch(call(), sessionId),
  "fetch by intent": (acquirer) => acquirer.fetch(call(), "pi_1"),
  findByReference: (acquirer) =>
    acquirer.findByReference(call(), { paymentId: "p", createdAfter: prepareRequest().expiresAt }),
  "listChanges after": (acquirer) => acquirer.listChanges(call(), { cursor: "evt_1" }),
  "listChanges since": (acquirer) => acquirer.listChanges(call(), { since: prepareRequest().expiresAt }),
  listSettlements: (acquirer) => acquirer.listSettlements(call(), "2026-11-23"),
}

describe("createStripeAcquirer", () => {
  it("is named after its account and sends browsers to Stripe's page", () => {
    const acquirer = adapterFor("http://127.0.0.1:9")
    expect(acquirer.name).toBe("stripe_arwelvale")
    expect(acquirer.capabilities()).toEqual({
      entry: "redirect",
      origin: "https://checkout.stripe.com",
      keepsCards: true,
    })
  })

  it("leaves the charge to the payee's browser", async () => {
    const request = { acquirerPaymentId: sessionId, token: "t", amount, currency: "GBP" } as const
    expect(await adapterFor("http://127.0.0.1:9").authorise(call(), request)).toEqual({
      kind: "refused",
      reason: "unsupported",
      evidence: {},
    })
  })

  it("sends by what it was given", async () => {
    const asked: string[] = []
    const fetch = async (...[url, init]: Parameters<typeof globalThis.fetch>) => {
      asked.push(`${init?.method} ${url}`)
      return Response.json(session({ status: "expired" }))
    }
    const outcome = await adapterFor("https://stripe.example", { fetch }).void(call(), sessionId)
    expect(outcome).toMatchObject({ kind: "ok", value: { voided: true } })
    expect(asked).toEqual([`GET https://stripe.example/v1/checkout/sessions/${sessionId}`])
  })

  it("speaks one version of the API, keys POSTs only and sends no telemetry", async () => {
    stripe = await startStripe({
      [`GET /v1/checkout/sessions/${sessionId}`]: () => ({ body: session({ status: "open" }) }),
      [`POST /v1/checkout/sessions/${sessionId}/expire`]: () => ({ body: session({ status: "expired" }) }),
    })
    const acquirer = adapterFor(stripe.url)
    const one = call()
    await acquirer.void(one, sessionId)
    await acquirer.void(one, sessionId)
    const [get, post] = stripe.requests
    expect(stripe.requests).toHaveLength(6)
    expect(get?.headers["idempotency-key"]).toBeUndefined()
    expect(post?.headers["idempotency-key"]).toBe(one.idempotencyKey)
    for (const { headers } of stripe.requests) {
      expect(headers).toMatchObject({
        authorization: `Bearer ${secretKey}`,
        "stripe-version": "2026-10-28.endive",
      })
      expect(headers["x-stripe-client-telemetry"]).toBeUndefined()
      expect(String(headers["x-stripe-client-user-agent"])).not.toContain("telemetry_id")
    }
  })

  it.each(Object.keys(calls))("%s: the secret key is in no answer, whatever Stripe says", async (name) => {
    const loud = {
      type: secretKey,
      code: secretKey,
      decline_code: secretKey,
      message: secretKey,
      param: secretKey,
    }
    const headers = { "request-id": secretKey }
    for (const status of [200, 400, 401, 402, 403, 404, 409, 429, 500]) {
      for (const { body } of [stripeError(status, loud), { body: secretKey }]) {
        stripe = await startStripe(() => ({ status, body, headers }))
        const outcome = await calls[name]?.(adapterFor(stripe.url))
        await stripe.close()
        expect(outcome?.kind).toMatch(/refused|not_sent|unknown/)
        expect(JSON.stringify(outcome)).not.toContain("Canary")
      }
    }
  })

  it.each(Object.keys(calls))("%s: a key that no header can hold is no exception", async (name) => {
    stripe = await startStripe({})
    const outcome = await calls[name]?.(adapterFor(stripe.url, { secretKey: `${secretKey}\n${secretKey}` }))
    expect(outcome?.kind).toBe("unknown")
    expect(JSON.stringify(outcome)).not.toContain("Canary")
    expect(stripe.requests).toHaveLength(0)
  })

  it.each(Object.keys(calls))("%s: strange answers are no exceptions", async (name) => {
    for (const body of [
      "null",
      "5",
      '"text"',
      "[]",
      "{}",
      '{"error":null}',
      { data: [{}], has_more: false },
      { ...paidSession(), currency: 7 },
    ]) {
      stripe = await startStripe(() => ({ body }))
      const outcome = await calls[name]?.(adapterFor(stripe.url))
      await stripe.close()
      expect(outcome).toMatchObject({ kind: "unknown", evidence: { status: 200 } })
    }
  })

  it("an object that Stripe does not know is a fault in the set-up", async () => {
    stripe = await startStripe({ "GET /v1/x": missing })
    expect(await adapterFor(stripe.url).fetch(call(), sessionId)).toEqual({
      kind: "refused",
      reason: "configuration",
      evidence: { status: 404, requestId: "req_1", code: "resource_missing" },
    })
  })
})
