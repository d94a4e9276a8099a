import { afterEach, describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import {
  adapterFor,
  call,
  listOf,
  okValue,
  type ScriptedStripe,
  startStripe,
  stripeError,
} from "./scripted-stripe.ts"
import {
  charge,
  chargeIntent,
  dispute,
  event,
  intent,
  intentId,
  paymentId,
  refund,
  session,
  sessionId,
  tenOClock,
} from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

async function open(script: Parameters<typeof startStripe>[0]) {
  stripe = await startStripe(script)
  return adapterFor(stripe.url)
}

const paid = session({ status: "complete", payment_intent: intentId })
const pointer = (at = tenOClock) => ({ acquirerPaymentId: sessionId, reference: paymentId, at: at * 1000 })
const completed = (id: string, at = tenOClock) => event(id, "checkout.session.completed", paid, at)
const ids = (request: number) => Object.fromEntries(stripe?.requests[request]?.form ?? [])

describe("listChanges", () => {
  it("reads on after a cursor, oldest first", async () => {
    const acquirer = await open({
      "GET /v1/events": () =>
        listOf(
          [event("evt_3", "payment_intent.succeeded", intent(), tenOClock + 1), completed("evt_2")],
          true,
        ),
    })
    expect(okValue(await acquirer.listChanges(call(), { cursor: "evt_1" }))).toEqual({
      changes: [pointer(), pointer(tenOClock + 1)],
      nextCursor: "evt_3",
      complete: false,
    })
    expect(ids(0)).toMatchObject({ ending_before: "evt_1", limit: "50" })
    // The session's own event names its intent: nobody is asked.
    expect(stripe?.requests).toHaveLength(1)
  })

  it("asks for the sessions of refunds, disputes and intents, once each", async () => {
    const acquirer = await open({
      "GET /v1/events": () =>
        listOf([
          event("evt_4", "charge.dispute.created", dispute()),
          event("evt_3", "refund.created", refund()),
          event("evt_2", "payment_intent.succeeded", intent()),
        ]),
      "GET /v1/checkout/sessions": () => listOf([paid]),
    })
    expect(okValue(await acquirer.listChanges(call(), { cursor: "evt_1" }))).toEqual({
      changes: [pointer(), pointer(), pointer()],
      nextCursor: "evt_4",
      complete: true,
    })
    expect(stripe?.asked()).toEqual(["GET /v1/events", "GET /v1/checkout/sessions"])
    expect(ids(1)).toEqual({ payment_intent: intentId, limit: "1" })
  })

  it("passes over others' payments, but goes on behind them", async () => {
    const acquirer = await open({
      "GET /v1/events": () =>
        listOf([
          event("evt_6", "refund.created", refund({ payment_intent: null })),
          event("evt_5", "charge.dispute.created", dispute({ payment_intent: "pi_without_session" })),
          event("evt_4", "refund.created", refund({ payment_intent: "pi_stranger", metadata: {} })),
          event("evt_3", "payment_intent.succeeded", intent({ id: "pi_bare", metadata: {} })),
          event("evt_2", "checkout.session.completed", session({ metadata: {} })),
        ]),
      "GET /v1/checkout/sessions": ({ form }) =>
        listOf(form.get("payment_intent") === "pi_stranger" ? [session({ metadata: {} })] : []),
    })
    expect(okValue(await acquirer.listChanges(call(), { cursor: "evt_1" }))).toEqual({
      changes: [],
      nextCursor: "evt_6",
      complete: true,
    })
    const lists = stripe?.requests.filter(({ path }) => path === "/v1/checkout/sessions")
    const asked = lists?.map(({ form }) => form.get("payment_intent"))
    expect(asked?.toSorted()).toEqual(["pi_stranger", "pi_without_session"])
  })

  it("a kept card's charge is its intent, which says so or is asked", async () => {
    const acquirer = await open({
      "GET /v1/events": () =>
        listOf([
          event("evt_3", "refund.created", refund()),
          event("evt_2", "payment_intent.succeeded", chargeIntent({ id: "pi_2", status: "succeeded" })),
        ]),
      "GET /v1/checkout/sessions": () => listOf([]),
      [`GET /v1/payment_intents/${intentId}`]: () => ({ body: chargeIntent({ status: "succeeded" }) }),
    })
    const { changes } = okValue(await acquirer.listChanges(call(), { cursor: "evt_1" }))
    expect(changes).toMatchObject([
      { acquirerPaymentId: "pi_2", reference: paymentId },
      { acquirerPaymentId: intentId, reference: paymentId },
    ])
    expect(stripe?.requests).toHaveLength(3)
  })

  it("where nothing is new it stays where it is", async () => {
    const acquirer = await open({ "GET /v1/events": () => listOf([]) })
    expect(okValue(await acquirer.listChanges(call(), { cursor: "evt_1" }))).toEqual({
      changes: [],
      nextCursor: "evt_1",
      complete: true,
    })
  })

  it("from a moment on, it begins after the last event before", async () => {
    const acquirer = await open({
      "GET /v1/events": ({ form }) =>
        form.has("ending_before")
          ? listOf([completed("evt_2")])
          : listOf([completed("evt_1", tenOClock - 60)], true),
    })
    const since = instant(tenOClock * 1000 + 999)
    expect(okValue(await acquirer.listChanges(call(), { since }))).toEqual({
      changes: [pointer()],
      nextCursor: "evt_2",
      complete: true,
    })
    expect(ids(0)).toMatchObject({ "created[lt]": String(tenOClock), limit: "1" })
    expect(ids(1)).toMatchObject({ ending_before: "evt_1" })
  })

  it("of an account that is new, it gives the oldest events first", async () => {
    const many = Array.from({ length: 120 }, (_, index) => completed(`evt_${120 - index}`))
    const acquirer = await open({
      "GET /v1/events": ({ form }) => {
        if (form.has("created[lt]")) return listOf([])
        const first = many.findIndex(({ id }) => id === form.get("starting_after")) + 1
        return listOf(many.slice(first, first + 100), first + 100 < many.length)
      },
    })
    const page = okValue(await acquirer.listChanges(call(), { since: instant(0) }))
    expect(page).toMatchObject({ nextCursor: "evt_50", complete: false })
    expect(page.changes).toHaveLength(50)
  })

  it("where nothing ever happened there is no cursor", async () => {
    const acquirer = await open({ "GET /v1/events": () => listOf([]) })
    expect(okValue(await acquirer.listChanges(call(), { since: instant(0) }))).toEqual({
      changes: [],
      nextCursor: null,
      complete: true,
    })
  })

  it("a cursor that Stripe has forgotten is refused", async () => {
    const error = { type: "invalid_request_error", code: "resource_missing" }
    const acquirer = await open({ "GET /v1/events": () => stripeError(400, error) })
    expect(await acquirer.listChanges(call(), { cursor: "evt_old" })).toMatchObject({ kind: "refused" })
  })

  it("a list that says there is more, but gives nothing, is not followed", async () => {
    const acquirer = await open({ "GET /v1/events": () => listOf([], true) })
    for (const from of [{ cursor: "evt_1" }, { since: instant(0) }]) {
      expect(await acquirer.listChanges(call(), from)).toMatchObject({
        kind: "unknown",
        cause: "unrecognised",
      })
    }
    expect(stripe?.requests.length).toBeLessThan(5)
  })

  it("a list without an end is not followed to it", async () => {
    let last = 0
    const acquirer = await open({
      "GET /v1/events": ({ form }) => {
        last += 1
        return form.has("created[lt]") ? listOf([]) : listOf([completed(`evt_${last}`)], true)
      },
    })
    expect(await acquirer.listChanges(call(), { since: instant(0) })).toMatchObject({
      kind: "unknown",
      evidence: { code: "list_too_long" },
    })
    expect(stripe?.requests).toHaveLength(51)
  })

  it("a session that cannot be asked about leaves the page unanswered", async () => {
    const acquirer = await open({
      "GET /v1/events": () => listOf([event("evt_2", "charge.dispute.closed", dispute())]),
      "GET /v1/checkout/sessions": () => stripeError(500, { type: "api_error" }),
    })
    expect(await acquirer.listChanges(call(), { cursor: "evt_1" })).toMatchObject({
      kind: "unknown",
      cause: "server_error",
    })
  })

  it("asks for the types that move a payment", async () => {
    const acquirer = await open({
      "GET /v1/events": () => listOf([event("evt_2", "charge.updated", charge())]),
    })
    expect(okValue(await acquirer.listChanges(call(), { cursor: "evt_1" })).changes).toEqual([])
    const types = Object.entries(ids(0)).flatMap(([name, value]) => (name.startsWith("types") ? [value] : []))
    expect(types).toContain("charge.dispute.created")
    // Stripe takes twenty at most.
    expect(types.length).toBeLessThanOrEqual(20)
  })
})
