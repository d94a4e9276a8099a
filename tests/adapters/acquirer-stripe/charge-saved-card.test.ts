import type { Socket } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { httpAnswer, startRawServer } from "#tests/adapters/acquirer-sandbox/raw-server.ts"
import { onKeptCard } from "./prepare-request.ts"
import {
  adapterFor,
  call,
  missing,
  type ScriptedStripe,
  type StripeAnswer,
  startStripe,
  stripeError,
} from "./scripted-stripe.ts"
import { amount, charge, chargeIntent, intentId, tenOClock } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

async function open(script: Readonly<Record<string, () => StripeAnswer>>) {
  await stripe?.close()
  stripe = await startStripe(script)
  return adapterFor(stripe.url)
}

const look = `GET /v1/payment_intents/${intentId}`
const confirm = `POST /v1/payment_intents/${intentId}/confirm`
const customer = "GET /v1/customers/cus_1"
const deleted = () => ({ body: { id: "cus_1", object: "customer", deleted: true } })

const operation = call({ operationId: "op-1" })
const sent = (index: number) => Object.fromEntries(stripe?.requests[index]?.form ?? [])
const key = (index: number) => stripe?.requests[index]?.headers["idempotency-key"]

const captured = chargeIntent({ status: "succeeded", amount_received: amount, latest_charge: charge() })
const until = tenOClock + 4 * 86_400
const heldCharge = charge({
  payment_method_details: {
    card: { brand: "visa", last4: "4242", exp_month: 4, exp_year: 2031, capture_before: until },
  },
})
const card = { brand: "visa", firstSix: null, lastFour: "4242", expiry: "04/31" }

describe("authorise on a kept card", () => {
  const authorise = async (answer: StripeAnswer, over: object = {}) =>
    (await open({ [look]: () => ({ body: chargeIntent() }), [confirm]: () => answer })).authorise(operation, {
      ...onKeptCard,
      ...over,
    })

  it("looks at the intent, then charges it off session", async () => {
    expect(await authorise({ body: captured })).toEqual({
      kind: "ok",
      value: { status: "captured", captured: amount, card, savedCard: null },
      evidence: { status: 200, requestId: "req_1" },
    })
    expect(stripe?.asked()).toEqual([look, confirm])
    expect(sent(1)).toEqual({ off_session: "true", "expand[0]": "latest_charge" })
    expect([key(0), key(1)]).toEqual([undefined, operation.idempotencyKey])
  })

  it("reserves where the payment is captured by hand, and says until when", async () => {
    const held = chargeIntent({ status: "requires_capture", latest_charge: heldCharge })
    expect(await authorise({ body: held })).toMatchObject({
      value: { status: "authorised", expiresAt: instant(until * 1000), card, savedCard: null },
    })
  })

  it.each([
    ["authentication_required", "authentication_required", "authentication_required"],
    ["card_declined", "do_not_try_again", "do_not_retry"],
    ["card_declined", "revocation_of_authorization", "do_not_retry"],
    ["card_declined", "revocation_of_all_authorizations", "do_not_retry"],
    ["card_declined", "insufficient_funds", "insufficient_funds"],
    ["expired_card", "expired_card", "expired_card"],
    ["card_declined", "a_code_of_tomorrow", "declined"],
  ])("%s, %s is refused as %s", async (code, decline_code, reason) => {
    expect(await authorise(stripeError(402, { type: "card_error", code, decline_code }))).toMatchObject({
      kind: "refused",
      reason,
      evidence: { status: 402, code: decline_code },
    })
  })

  it.each([
    [409, { type: "api_error" }, { kind: "unknown", cause: "in_flight" }],
    [500, { type: "api_error" }, { kind: "unknown", cause: "server_error" }],
    [400, { type: "idempotency_error" }, { kind: "unknown", cause: "unrecognised" }],
    [429, { type: "invalid_request_error", code: "rate_limit" }, { kind: "not_sent", cause: "rate_limited" }],
    [401, { type: "invalid_request_error" }, { kind: "not_sent", cause: "credentials" }],
    [
      400,
      { type: "invalid_request_error", code: "payment_intent_unexpected_state" },
      { kind: "refused", reason: "not_possible" },
    ],
  ])("%i %o is no decline", async (status, error, outcome) => {
    expect(await authorise(stripeError(status, error))).toMatchObject(outcome)
  })

  it.each([
    [
      "half an answer",
      (socket: Socket) => socket.end(httpAnswer(200, "{").replace("length: 1", "length: 9")),
    ],
    ["a reset", (socket: Socket) => socket.resetAndDestroy()],
  ])("%s to the charge itself leaves it unknown", async (_, answer) => {
    const server = await startRawServer((socket) => {
      if (server.requests.at(-1)?.startsWith("POST")) answer(socket)
      else socket.end(httpAnswer(200, JSON.stringify(chargeIntent())))
    })
    const outcome = await adapterFor(server.url).authorise(call(), onKeptCard)
    expect(outcome).toMatchObject({ kind: "unknown", cause: "cut_off" })
    expect(server.requests.map((request) => request.split(" ", 1)[0])).toEqual(["GET", "POST"])
    await server.close()
  })

  it.each([
    ["the bank takes its time", { status: "processing" }, "in_flight"],
    ["a check is opened that nobody can answer", { status: "requires_action" }, "unrecognised"],
    ["nothing was charged", { status: "requires_confirmation" }, "unrecognised"],
    ["no card is shown", { latest_charge: null }, "unrecognised"],
    ["nobody says until when money is held", { status: "requires_capture" }, "unrecognised"],
    ["the amount is another", { amount: amount + 1 }, "mismatch"],
    ["less was taken", { amount_received: amount - 1 }, "mismatch"],
    ["the customer is another", { customer: "cus_2" }, "mismatch"],
    ["the mode is another", { livemode: true }, "mismatch"],
    ["the payment is another", { metadata: { payment_id: "other" } }, "mismatch"],
    ["the intent is another", { id: "pi_other" }, "mismatch"],
  ])("where %s it is unknown", async (_, over, cause) => {
    expect(await authorise({ body: { ...captured, ...over } })).toMatchObject({ kind: "unknown", cause })
  })

  it.each([
    ["another amount", chargeIntent({ amount: amount + 1 }), { kind: "unknown", cause: "mismatch" }],
    ["another mode", chargeIntent({ livemode: true }), { kind: "unknown", cause: "mismatch" }],
    ["no charge of ours", chargeIntent({ metadata: {} }), { kind: "refused", reason: "configuration" }],
  ])("an intent of %s is not confirmed", async (_, body, outcome) => {
    const acquirer = await open({ [look]: () => ({ body }) })
    expect(await acquirer.authorise(call(), onKeptCard)).toMatchObject(outcome)
    expect(stripe?.asked()).toEqual([look])
  })

  it("an intent for another sum than the call's is not confirmed", async () => {
    const outcome = await authorise({ body: captured }, { amount: exactPence(amount - 1) })
    expect(outcome).toMatchObject({ kind: "unknown", cause: "mismatch" })
    expect(stripe?.asked()).toEqual([look])
  })

  it("a card that was forgotten after it was charged does not undo the charge", async () => {
    const acquirer = await open({
      [look]: () => ({ body: captured }),
      [confirm]: missing,
      [customer]: deleted,
    })
    expect(await acquirer.authorise(call(), onKeptCard)).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
  })

  it("a card that was forgotten meanwhile is charged no more", async () => {
    const acquirer = await open({
      [look]: () => ({ body: chargeIntent() }),
      [confirm]: missing,
      [customer]: deleted,
    })
    expect(await acquirer.authorise(call(), onKeptCard)).toMatchObject({
      kind: "refused",
      reason: "do_not_retry",
    })
  })
})
