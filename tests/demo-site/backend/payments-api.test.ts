import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { connectPaymentsApi, type PaymentsApi } from "#demo-site/backend/payments-api.ts"
import { nowhere, testKey, testPaymentId } from "#tests/demo-site/site.ts"
import { type StandIn, startStandIn } from "#tests/demo-site/stand-in-civic-pay.ts"

let standIn: StandIn
let api: PaymentsApi
beforeAll(async () => {
  standIn = await startStandIn()
  api = connectPaymentsApi({ civicPayUrl: standIn.url, apiKey: testKey })
})
beforeEach(() => {
  standIn.answerWith(null)
  standIn.requests.length = 0
})
afterAll(() => standIn.close())

const request = {
  amount: 2400,
  reference: "3001234515",
  description: "Meeting room",
  returnUrl: "http://localhost:3001/return?order=1",
  language: "cy",
  idempotencyKey: "order-1",
} as const

describe("the payments API", () => {
  it("creates a payment with key and idempotency key", async () => {
    const answer = await api.create(request)
    expect(answer).toMatchObject({ ok: true, payment: { amount: 2400 } })
    expect(standIn.requests).toEqual([
      {
        method: "POST",
        path: "/v1/payments",
        authorization: `Bearer ${testKey}`,
        idempotencyKey: "order-1",
        body: {
          amount: 2400,
          reference: "3001234515",
          description: "Meeting room",
          return_url: "http://localhost:3001/return?order=1",
          language: "cy",
        },
      },
    ])
  })

  it("reads a payment", async () => {
    expect(await api.read(testPaymentId)).toMatchObject({ ok: true, payment: { payment_id: testPaymentId } })
  })

  it("keeps an id inside its place in the address", async () => {
    await api.read("../../w/versions.json")
    expect(standIn.requests[0]?.path).toBe("/v1/payments/..%2F..%2Fw%2Fversions.json")
  })

  it("names the code of a refusal", async () => {
    standIn.answerWith({ status: 422, body: '{"field":"amount","code":"P0102","description":"…"}' })
    expect(await api.create(request)).toEqual({ ok: false, problem: "refused", status: 422, code: "P0102" })
    standIn.answerWith({ status: 502, body: "<html>" })
    expect(await api.read(testPaymentId)).toEqual({ ok: false, problem: "refused", status: 502, code: null })
  })

  it.each([
    ["no JSON", "<html>"],
    ["half a payment", '{"payment_id":"0123456789abcdefghijklmnop"}'],
    ["a page without end", `"${"x".repeat(100_000)}"`],
  ])("does not understand %s", async (_, body) => {
    standIn.answerWith({ status: 200, body })
    expect(await api.read(testPaymentId)).toEqual({ ok: false, problem: "unexpected_answer" })
  })

  it("says so when nobody answers", async () => {
    standIn.answerWith("hang up")
    expect(await api.read(testPaymentId)).toEqual({ ok: false, problem: "unreachable" })
    const nobody = connectPaymentsApi({ civicPayUrl: nowhere, apiKey: testKey })
    expect(await nobody.create(request)).toEqual({ ok: false, problem: "unreachable" })
  })
})
