import { afterEach, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import {
  adapterFor,
  call,
  type ScriptedStripe,
  type StripeAnswer,
  startStripe,
  stripeError,
} from "./scripted-stripe.ts"
import { amount, intent, intentId, paymentId, refund, session, sessionId } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

const getSession = `GET /v1/checkout/sessions/${sessionId}`
const expire = `POST /v1/checkout/sessions/${sessionId}/expire`
const getIntent = `GET /v1/payment_intents/${intentId}`
const cancel = `POST /v1/payment_intents/${intentId}/cancel`
const captureIntent = `POST /v1/payment_intents/${intentId}/capture`

const mismatch = { kind: "unknown", cause: "mismatch", evidence: { status: 200, requestId: "req_1" } }
const notPossible = { kind: "refused", reason: "not_possible" }
const voided = { kind: "ok", value: { voided: true } }

const complete = session({ status: "complete", url: null, payment_intent: intentId })

async function open(script: Readonly<Record<string, object | (() => StripeAnswer)>>) {
  await stripe?.close()
  stripe = await startStripe(
    Object.fromEntries(
      Object.entries(script).map(([key, answer]) => [
        key,
        typeof answer === "function" ? (answer as () => StripeAnswer) : () => ({ body: answer }),
      ]),
    ),
  )
  return adapterFor(stripe.url)
}

const form = (index: number) => Object.fromEntries(stripe?.requests[index]?.form ?? [])
const key = (index: number) => stripe?.requests[index]?.headers["idempotency-key"]

describe("capture", () => {
  const request = { acquirerPaymentId: sessionId, amount }

  it("takes the amount through the session's intent", async () => {
    const acquirer = await open({ [getSession]: complete, [captureIntent]: intent() })
    const one = call()
    expect(await acquirer.capture(one, request)).toEqual({
      kind: "ok",
      value: { captured: amount },
      evidence: { status: 200, requestId: "req_1" },
    })
    expect(form(1)).toEqual({ amount_to_capture: String(amount) })
    expect([key(0), key(1)]).toEqual([undefined, one.idempotencyKey])
  })

  it.each([
    ["sum", intent({ amount_received: amount - 1 })],
    ["intent", intent({ id: "pi_other" })],
    ["state", intent({ status: "requires_capture" })],
  ])("another %s than asked is a mismatch", async (_, body) => {
    const acquirer = await open({ [getSession]: complete, [captureIntent]: body })
    expect(await acquirer.capture(call(), request)).toEqual(mismatch)
  })

  it("a session where nobody has paid holds nothing to take", async () => {
    const acquirer = await open({ [getSession]: session() })
    expect(await acquirer.capture(call(), request)).toMatchObject(notPossible)
    expect(stripe?.requests).toHaveLength(1)
  })

  it("does nothing where the session is not as it should be", async () => {
    const acquirer = await open({ [getSession]: { ...complete, livemode: true } })
    expect(await acquirer.capture(call(), request)).toEqual(mismatch)
    expect(stripe?.requests).toHaveLength(1)
  })
})

describe("refund", () => {
  const request = { acquirerPaymentId: sessionId, refundId: "refund-1", amount: exactPence(500) }
  const create = "POST /v1/refunds"

  it("sends money back under our id", async () => {
    const acquirer = await open({ [getSession]: complete, [create]: refund({ status: "pending" }) })
    const one = call()
    expect(await acquirer.refund(one, request)).toEqual({
      kind: "ok",
      value: { acquirerRefundId: "re_1", refundId: "refund-1", amount: 500, status: "pending" },
      evidence: { status: 200, requestId: "req_1" },
    })
    expect(form(1)).toEqual({
      payment_intent: intentId,
      amount: "500",
      "metadata[refund_id]": "refund-1",
      "metadata[payment_id]": paymentId,
    })
    expect(key(1)).toBe(one.idempotencyKey)
  })

  it.each([
    ["sum", refund({ amount: 501 })],
    ["refund", refund({ metadata: { refund_id: "other" } })],
    ["payment", refund({ payment_intent: "pi_other" })],
  ])("another %s than asked is a mismatch", async (_, body) => {
    const acquirer = await open({ [getSession]: complete, [create]: body })
    expect(await acquirer.refund(call(), request)).toEqual(mismatch)
  })

  it("a payment that is refunded already is not possible", async () => {
    const error = { type: "invalid_request_error", code: "charge_already_refunded" }
    const acquirer = await open({ [getSession]: complete, [create]: () => stripeError(400, error) })
    expect(await acquirer.refund(call(), request)).toMatchObject(notPossible)
  })

  it("a session where nobody has paid holds nothing to send back", async () => {
    const acquirer = await open({ [getSession]: session() })
    expect(await acquirer.refund(call(), request)).toMatchObject(notPossible)
    expect(stripe?.requests).toHaveLength(1)
  })
})

describe("void", () => {
  it("an open session expires", async () => {
    const acquirer = await open({ [getSession]: session(), [expire]: session({ status: "expired" }) })
    const one = call()
    expect(await acquirer.void(one, sessionId)).toMatchObject(voided)
    expect(key(1)).toBe(one.idempotencyKey)
  })

  it.each(["requires_action", "requires_capture"] as const)(
    "an intent that is left behind as %s is cancelled",
    async (status) => {
      const looks = [session(), session({ status: "expired", payment_intent: intentId })]
      const acquirer = await open({
        [getSession]: () => ({ body: looks.shift() }),
        [expire]: session({ status: "expired" }),
        [getIntent]: intent({ status, amount_received: 0 }),
        [cancel]: intent({ status: "canceled", amount_received: 0 }),
      })
      expect(await acquirer.void(call(), sessionId)).toMatchObject(voided)
      expect(stripe?.asked()).toEqual([getSession, expire, getSession, getIntent, cancel])
    },
  )

  it("money that was taken while the session expired is told of", async () => {
    const looks = [session(), session({ status: "expired", payment_intent: intentId })]
    const acquirer = await open({
      [getSession]: () => ({ body: looks.shift() }),
      [expire]: session({ status: "expired" }),
      [getIntent]: intent(),
    })
    expect(await acquirer.void(call(), sessionId)).toMatchObject(notPossible)
  })

  it("an expired session needs nothing", async () => {
    const acquirer = await open({ [getSession]: session({ status: "expired" }) })
    expect(await acquirer.void(call(), sessionId)).toMatchObject(voided)
    expect(stripe?.requests).toHaveLength(1)
  })

  it("an expired session whose intent is cancelled needs nothing", async () => {
    const acquirer = await open({
      [getSession]: session({ status: "expired", payment_intent: intentId }),
      [getIntent]: intent({ status: "canceled" }),
    })
    expect(await acquirer.void(call(), sessionId)).toMatchObject(voided)
  })

  it("reserved money is released, under a key of its own", async () => {
    const acquirer = await open({
      [getSession]: complete,
      [getIntent]: intent({ status: "requires_capture", amount_received: 0 }),
      [cancel]: intent({ status: "canceled", amount_received: 0 }),
    })
    const one = call()
    expect(await acquirer.void(one, sessionId)).toMatchObject(voided)
    expect(key(2)).toBe(`${one.idempotencyKey}:cancel`)
  })

  it("captured money is not", async () => {
    const acquirer = await open({ [getSession]: complete, [getIntent]: intent() })
    expect(await acquirer.void(call(), sessionId)).toMatchObject(notPossible)
    expect(stripe?.requests.map(({ method }) => method)).toEqual(["GET", "GET"])
  })

  it("a session that is paid in the same moment is looked at again", async () => {
    const looks = [session(), complete]
    const acquirer = await open({
      [getSession]: () => ({ body: looks.shift() }),
      [expire]: () => stripeError(400, { type: "invalid_request_error" }),
      [getIntent]: intent({ status: "requires_capture" }),
      [cancel]: intent({ status: "canceled" }),
    })
    expect(await acquirer.void(call(), sessionId)).toMatchObject(voided)
    expect(stripe?.asked()).toEqual([getSession, expire, getSession, getIntent, cancel])
  })

  it("a session that stays open keeps its refusal", async () => {
    const acquirer = await open({
      [getSession]: session(),
      [expire]: () => stripeError(400, { type: "invalid_request_error" }),
    })
    expect(await acquirer.void(call(), sessionId)).toMatchObject({ kind: "refused", reason: "configuration" })
  })

  it.each([
    ["a session that is still open", { [getSession]: session(), [expire]: session() }],
    [
      "another session",
      { [getSession]: session(), [expire]: session({ id: "cs_other", status: "expired" }) },
    ],
    [
      "an intent that is not cancelled",
      {
        [getSession]: complete,
        [getIntent]: intent({ status: "requires_capture" }),
        [cancel]: intent({ status: "processing" }),
      },
    ],
  ])("%s in the answer is a mismatch", async (_, script) => {
    expect(await (await open(script)).void(call(), sessionId)).toEqual(mismatch)
  })

  it("an expiry without an answer is unknown, and nothing else is tried", async () => {
    const acquirer = await open({
      [getSession]: session(),
      [expire]: () => stripeError(500, { type: "api_error" }),
    })
    expect(await acquirer.void(call(), sessionId)).toMatchObject({ kind: "unknown", cause: "server_error" })
    expect(stripe?.requests).toHaveLength(2)
  })
})
