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
  amount,
  dispute,
  intent,
  intentId,
  paidSession,
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

const sessionPath = `GET /v1/checkout/sessions/${sessionId}`
const noLists = { "GET /v1/refunds": () => listOf([]), "GET /v1/disputes": () => listOf([]) }

async function open(script: Parameters<typeof startStripe>[0]) {
  stripe = await startStripe(script)
  return adapterFor(stripe.url)
}

describe("fetch", () => {
  it("tells a paid session with its refunds and disputes, oldest first", async () => {
    const acquirer = await open({
      [sessionPath]: () => ({ body: paidSession() }),
      "GET /v1/refunds": () => listOf([refund({ id: "re_2", metadata: {} }), refund()]),
      "GET /v1/disputes": () => listOf([dispute()]),
    })
    const outcome = await acquirer.fetch(call(), sessionId)
    expect(outcome).toMatchObject({
      kind: "ok",
      value: { acquirerPaymentId: sessionId, reference: paymentId, status: "captured", captured: amount },
      evidence: { status: 200, requestId: "req_1" },
    })
    expect(okValue(outcome).refunds.map(({ refundId }) => refundId)).toEqual(["refund-1", "re_2"])
    expect(okValue(outcome).disputes).toHaveLength(1)
    expect(stripe?.requests.map(({ form }) => form.get("payment_intent") ?? form.get("expand[0]"))).toEqual([
      "payment_intent.latest_charge",
      intentId,
      intentId,
    ])
  })

  it("an open session is one request", async () => {
    const acquirer = await open({ [sessionPath]: () => ({ body: session() }) })
    expect(okValue(await acquirer.fetch(call(), sessionId))).toMatchObject({ status: "open", card: null })
    expect(stripe?.requests).toHaveLength(1)
  })

  it("an authorisation that was let go shows no refund of ours", async () => {
    const acquirer = await open({ [sessionPath]: () => ({ body: paidSession({ status: "canceled" }) }) })
    expect(okValue(await acquirer.fetch(call(), sessionId))).toMatchObject({ status: "closed", refunds: [] })
    expect(stripe?.requests).toHaveLength(1)
  })

  it("finds a session by its intent", async () => {
    const acquirer = await open({
      "GET /v1/checkout/sessions": ({ form }) =>
        listOf(form.get("payment_intent") === intentId ? [paidSession()] : []),
      "GET /v1/payment_intents/pi_stranger": () => ({
        body: intent({ id: "pi_stranger", currency: "eur", metadata: {} }),
      }),
      ...noLists,
    })
    expect(okValue(await acquirer.fetch(call(), intentId))).toMatchObject({
      acquirerPaymentId: sessionId,
      status: "captured",
    })
    expect(await acquirer.fetch(call(), "pi_stranger")).toMatchObject({
      kind: "refused",
      reason: "configuration",
      evidence: { code: "not_ours" },
    })
  })

  it("a session of another intent than asked is a mismatch", async () => {
    const acquirer = await open({ "GET /v1/checkout/sessions": () => listOf([paidSession()]) })
    expect(await acquirer.fetch(call(), "pi_other")).toMatchObject({ kind: "unknown", cause: "mismatch" })
  })

  it("what others sell in the same account is none of ours", async () => {
    const acquirer = await open({ [sessionPath]: () => ({ body: session({ metadata: {} }) }) })
    expect(await acquirer.fetch(call(), sessionId)).toEqual({
      kind: "refused",
      reason: "configuration",
      evidence: { status: 200, requestId: "req_1", code: "not_ours" },
    })
  })

  it.each(["", "pay_1", "../v1/account", "cs_a/b", "ch_1"])("%s is no id to ask for", async (id) => {
    const acquirer = await open({})
    expect(await acquirer.fetch(call(), id)).toMatchObject({ kind: "refused", reason: "configuration" })
    expect(stripe?.requests).toHaveLength(0)
  })

  it.each([
    ["mode", session({ livemode: true })],
    ["id", session({ id: "cs_other" })],
    ["sum of its intent", paidSession({ amount: amount + 1 })],
    ["mode of its intent", paidSession({ livemode: true })],
  ])("another %s is a mismatch", async (_, body) => {
    const acquirer = await open({ [sessionPath]: () => ({ body }), ...noLists })
    expect(await acquirer.fetch(call(), sessionId)).toMatchObject({ kind: "unknown", cause: "mismatch" })
  })

  it.each([
    ["state", session({ status: "paused" })],
    ["pair of states", session({ status: "complete" })],
    ["state of its intent", paidSession({ status: "asleep" })],
  ])("a strange %s is not recognised", async (_, body) => {
    const acquirer = await open({ [sessionPath]: () => ({ body }), ...noLists })
    expect(await acquirer.fetch(call(), sessionId)).toEqual({
      kind: "unknown",
      cause: "unrecognised",
      evidence: { status: 200, requestId: "req_1" },
    })
  })

  it("half of the truth is none: a list that fails or never ends", async () => {
    const failing = { [sessionPath]: () => ({ body: paidSession() }), ...noLists }
    const one = await open({ ...failing, "GET /v1/disputes": () => stripeError(500, { type: "api_error" }) })
    expect(await one.fetch(call(), sessionId)).toMatchObject({ kind: "unknown", cause: "server_error" })
    await stripe?.close()
    const other = await open({ ...failing, "GET /v1/refunds": () => listOf([refund()], true) })
    expect(await other.fetch(call(), sessionId)).toMatchObject({
      kind: "unknown",
      cause: "unrecognised",
      evidence: { code: "list_too_long" },
    })
    expect(stripe?.asked().filter((asked) => asked === "GET /v1/refunds")).toHaveLength(5)
  })
})

describe("findByReference", () => {
  const search = { paymentId, createdAfter: instant(tenOClock * 1000 + 999) }

  it("finds every session of a payment between others', by its metadata", async () => {
    const acquirer = await open({
      "GET /v1/checkout/sessions": () =>
        listOf([
          session({ id: "cs_test_b2" }),
          { id: "cs_subscription", amount_total: null, currency: "eur", metadata: null },
          session({ id: "cs_other", metadata: { payment_id: "other" } }),
          session(),
        ]),
      "GET /v1/payment_intents": () => listOf([intent(), intent({ id: "pi_bare", metadata: {} })]),
      [sessionPath]: () => ({ body: session({ status: "expired" }) }),
      "GET /v1/checkout/sessions/cs_test_b2": () => ({ body: session({ id: "cs_test_b2" }) }),
    })
    const { snapshots, complete } = okValue(await acquirer.findByReference(call(), search))
    expect(complete).toBe(true)
    expect(snapshots.map(({ acquirerPaymentId, status }) => [acquirerPaymentId, status])).toEqual([
      [sessionId, "closed"],
      ["cs_test_b2", "open"],
    ])
    const lists = stripe?.requests.filter(({ form }) => form.has("created[gte]")) ?? []
    expect(lists.map(({ path }) => path).toSorted()).toEqual(["/v1/checkout/sessions", "/v1/payment_intents"])
    expect(new Set(lists.map(({ form }) => form.get("created[gte]")))).toEqual(new Set([String(tenOClock)]))
    expect(stripe?.asked()).not.toContain("GET /v1/checkout/sessions/search")
  })

  const strange = {
    "checkout/sessions": (id: string) => session({ id, metadata: {} }),
    payment_intents: (id: string) => intent({ id, metadata: {} }),
  }

  it.each(["checkout/sessions", "payment_intents"] as const)(
    "nothing found is complete only at the end of %s",
    async (list) => {
      const acquirer = await open({
        "GET /v1/checkout/sessions": () => listOf([]),
        "GET /v1/payment_intents": () => listOf([]),
        [`GET /v1/${list}`]: ({ form }) =>
          listOf([strange[list](`after_${form.get("starting_after")}`.slice(0, 60))], true),
      })
      expect(okValue(await acquirer.findByReference(call(), search))).toEqual({
        snapshots: [],
        complete: false,
      })
      const asked = stripe?.requests.filter(({ path }) => path === `/v1/${list}`) ?? []
      expect(asked).toHaveLength(20)
      expect(asked[1]?.form.get("starting_after")).toBe("after_null")
    },
  )

  it("a found session that cannot be read leaves the search unanswered", async () => {
    const acquirer = await open({
      "GET /v1/checkout/sessions": () => listOf([session()]),
      "GET /v1/payment_intents": () => listOf([]),
      [sessionPath]: () => ({ body: session({ payment_intent: intent({ amount: 1 }) }) }),
    })
    expect(await acquirer.findByReference(call(), search)).toMatchObject({
      kind: "unknown",
      cause: "mismatch",
    })
  })
})
