import { afterEach, describe, expect, it } from "vitest"
import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import { exactPence, type Pence } from "#domain/money.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import { adapterFor, call, type ScriptedStripe, startStripe, stripeError } from "./scripted-stripe.ts"
import { amount, chargeIntent, dispute, intentId, session, sessionId, tenOClock } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

const getSession = `GET /v1/checkout/sessions/${sessionId}`
const getIntent = `GET /v1/payment_intents/${intentId}`
const getDispute = "GET /v1/disputes/du_1"
const update = "POST /v1/disputes/du_1"
const close = "POST /v1/disputes/du_1/close"
const complete = session({ status: "complete", url: null, payment_intent: intentId })

const evidence: DisputeAnswer = { kind: "evidence", evidence: { explanation: "The officer saw it." } }
const acceptance: DisputeAnswer = { kind: "acceptance" }

/** Answers with these bodies; a number stands for an error of Stripe's with that status. */
async function open(script: Readonly<Record<string, object | number>>): Promise<Acquirer> {
  const all = { [getSession]: complete, [getDispute]: dispute(), ...script }
  stripe = await startStripe(
    Object.fromEntries(
      Object.entries(all).map(([key, body]) => [
        key,
        () =>
          typeof body === "number"
            ? stripeError(body, { type: "invalid_request_error", code: "unheard_of" })
            : { body },
      ]),
    ),
  )
  return adapterFor(stripe.url)
}

interface Over {
  readonly id?: string
  readonly key?: string
  readonly payment?: string
  readonly taken?: Pence
}

function ask(acquirer: Acquirer, answer: DisputeAnswer, over: Over = {}) {
  const { id: acquirerDisputeId = "du_1", key, payment: acquirerPaymentId = sessionId, taken = amount } = over
  const request = { acquirerPaymentId, acquirerDisputeId, amount: taken, answer }
  return acquirer.answerDispute(call(key === undefined ? {} : { idempotencyKey: key }), request)
}

const form = () => Object.fromEntries(stripe?.requests.at(-1)?.form ?? [])

describe("answering a dispute", () => {
  it("evidence is submitted at once, under the call's key", async () => {
    const acquirer = await open({ [update]: dispute({ status: "under_review" }) })
    expect(await ask(acquirer, evidence, { key: "v1:key" })).toEqual({
      kind: "ok",
      value: {
        acquirerDisputeId: "du_1",
        amount,
        reason: "fraudulent",
        status: "under_review",
        evidenceDueAt: (tenOClock + 600) * 1000,
        openedAt: tenOClock * 1000,
      },
      evidence: { status: 200, requestId: "req_1" },
    })
    expect(stripe?.asked()).toEqual([getSession, getDispute, update])
    expect(form()).toEqual({ "evidence[uncategorized_text]": "The officer saw it.", submit: "true" })
    expect(stripe?.requests.map(({ headers }) => headers["idempotency-key"])).toEqual([
      undefined,
      undefined,
      "v1:key",
    ])
  })

  it("each field has its place at Stripe", async () => {
    const acquirer = await open({ [update]: dispute({ status: "under_review" }) })
    await ask(acquirer, {
      kind: "evidence",
      evidence: {
        explanation: "one",
        productDescription: "two",
        serviceDate: "2026-04-01",
        refundRefusal: "three",
        duplicateCharge: "four",
      },
    })
    expect(form()).toEqual({
      "evidence[uncategorized_text]": "one",
      "evidence[product_description]": "two",
      "evidence[service_date]": "2026-04-01",
      "evidence[refund_refusal_explanation]": "three",
      "evidence[duplicate_charge_explanation]": "four",
      submit: "true",
    })
  })

  it("acceptance closes it", async () => {
    const acquirer = await open({ [close]: dispute({ status: "lost" }) })
    expect(await ask(acquirer, acceptance)).toMatchObject({ kind: "ok", value: { status: "lost" } })
    expect(stripe?.asked()).toEqual([getSession, getDispute, close])
    expect(form()).toEqual({})
  })

  it("a bank that only asked is answered in the same way", async () => {
    const inquiry = dispute({ status: "warning_needs_response" })
    const acquirer = await open({
      [getDispute]: inquiry,
      [update]: { ...inquiry, status: "warning_under_review" },
    })
    expect(await ask(acquirer, evidence, { taken: exactPence(0) })).toMatchObject({
      kind: "ok",
      value: { amount: 0, status: "under_review" },
    })
  })

  it.each([
    ["evidence", evidence],
    ["acceptance", acceptance],
  ])("%s for a bank that only asked does not leave once it has taken the money", async (_, answer) => {
    const acquirer = await open({})
    expect(await ask(acquirer, answer, { taken: exactPence(0) })).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
    expect(stripe?.asked()).toEqual([getSession, getDispute])
  })

  it("a dispute about the charge of a kept card is found by its intent", async () => {
    const answered = dispute({ status: "under_review" })
    const acquirer = await open({
      [getIntent]: chargeIntent({ status: "succeeded", amount_received: amount }),
      [update]: answered,
    })
    expect(await ask(acquirer, evidence, { payment: intentId })).toMatchObject({
      kind: "ok",
      value: { status: "under_review" },
    })
    expect(stripe?.asked()).toEqual([getIntent, getDispute, update])
  })

  it.each(["under_review", "won", "lost", "warning_closed", "appeal_needs_response"])(
    "is not possible where it is refused and %s",
    async (status) => {
      const acquirer = await open({ [getDispute]: dispute({ status }), [update]: 400 })
      const taken = status === "warning_closed" ? exactPence(0) : amount
      expect(await ask(acquirer, evidence, { taken })).toEqual({
        kind: "refused",
        reason: "not_possible",
        evidence: { status: 400, requestId: "req_1", code: "unheard_of" },
      })
    },
  )

  it("a request that Stripe does not understand is a fault in the set-up", async () => {
    const acquirer = await open({ [update]: 400 })
    expect(await ask(acquirer, evidence)).toMatchObject({ kind: "refused", reason: "configuration" })
  })

  it("a repeat after the answer came is left to Stripe, which knows its key", async () => {
    const answered = dispute({ status: "under_review" })
    const acquirer = await open({ [getDispute]: answered, [update]: answered })
    expect(await ask(acquirer, evidence)).toMatchObject({ kind: "ok", value: { status: "under_review" } })
  })

  it.each([
    ["a dispute of another payment", { [getDispute]: dispute({ payment_intent: "pi_other" }) }],
    ["a dispute of no payment", { [getDispute]: dispute({ payment_intent: null }) }],
    ["a session where nobody has paid", { [getSession]: session() }],
  ])("sends nothing about %s", async (_, script) => {
    const acquirer = await open(script)
    expect(await ask(acquirer, evidence)).toMatchObject({
      kind: "refused",
      reason: "configuration",
      evidence: { code: "not_ours" },
    })
    expect(stripe?.asked()).toEqual([getSession, getDispute])
  })

  it.each(["dp", "../payment_intents/pi_1", "pi_1", ""])("asks for no dispute by the id %j", async (id) => {
    const acquirer = await open({})
    expect(await ask(acquirer, acceptance, { id })).toMatchObject({ evidence: { code: "not_ours" } })
    expect(stripe?.requests).toEqual([])
  })

  it.each([
    ["dispute", { id: "du_2" }],
    ["payment", { payment_intent: "pi_other" }],
  ])("an answer about another %s is a mismatch", async (_, over) => {
    const acquirer = await open({ [update]: dispute({ status: "under_review", ...over }) })
    expect(await ask(acquirer, evidence)).toMatchObject({ kind: "unknown", cause: "mismatch" })
  })

  it.each([
    ["a word for the state that nobody knows", dispute({ status: "pondered" }), "unrecognised"],
    ["another request in flight", 409, "in_flight"],
    ["a fault of Stripe's", 500, "server_error"],
  ])("%s leaves it unknown", async (_, body, cause) => {
    const acquirer = await open({ [update]: body })
    expect(await ask(acquirer, evidence)).toMatchObject({ kind: "unknown", cause })
  })
})
