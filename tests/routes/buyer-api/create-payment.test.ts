import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { acquirerAccount } from "#db/schema/buyers.ts"
import { readCapability } from "#routes/middleware/capability.ts"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { client, issueKey, leastRequest, seedBuyers } from "./council.ts"

let outside: TestOutside
let call: ReturnType<typeof client>
let key: string

beforeAll(async () => {
  outside = testOutside({ databaseUrl: (await createTestDatabase()).url })
  await seedBuyers(outside)
  call = client(outside)
  key = await issueKey(outside)
})
afterAll(() => outside.close())

async function create(more: object = {}, withKey = key): Promise<string> {
  const created = await call("POST", "/v1/payments", { key: withKey, body: { ...leastRequest, ...more } })
  expect(created.status).toBe(201)
  return String(created.body.payment_id)
}

describe("POST /v1/payments", () => {
  it("answers the payment and its address", async () => {
    const { status, headers, body } = await call("POST", "/v1/payments", { key, body: leastRequest })
    expect(status).toBe(201)
    const id = String(body.payment_id)
    expect(id).toMatch(/^[0-9a-v]{26}$/)
    expect(headers.get("Location")).toBe(`https://pay.example/v1/payments/${id}`)
    expect(headers.get("Request-Id")).toMatch(/^req_[0-9a-v]{26}$/)
    expect(body).toMatchObject({
      ...leastRequest,
      state: { status: "created", finished: false },
      payment_provider: "sandbox",
      created_date: "2026-11-22T09:30:00.000Z",
      language: "en",
      delayed_capture: false,
      moto: false,
      authorisation_mode: "web",
      refund_summary: { status: "pending", amount_available: 0, amount_submitted: 0 },
      settlement_summary: {},
      civic_pay: { state: "created", mode: "test", version: 1, expires_date: "2026-11-22T11:00:00.000Z" },
    })
  })

  it("leads the payee to the checkout in their language", async () => {
    const english = (await call("POST", "/v1/payments", { key, body: leastRequest })).body
    const welsh = (await call("POST", "/v1/payments", { key, body: { ...leastRequest, language: "cy" } }))
      .body
    const { next_url: nextUrl, next_url_post: nextUrlPost } = english._links ?? {}
    const capability = nextUrlPost?.params?.chargeTokenId ?? ""
    expect(nextUrl?.href).toBe(`https://pay.example/pay/${capability}`)
    expect(nextUrlPost).toMatchObject({
      href: "https://pay.example/pay",
      method: "POST",
      type: "application/x-www-form-urlencoded",
    })
    expect(readCapability(outside.secrets, "payment", capability)).toBe(english.payment_id)
    expect(JSON.stringify(welsh)).toContain("https://pay.example/cy/pay/")
  })

  it("keeps everything that may be sent", async () => {
    const everything = {
      ...leastRequest,
      language: "cy",
      email: "payee@example.org",
      delayed_capture: true,
      metadata: { uprn: "100012345678", bins: 2, renewal: false },
      prefilled_cardholder_details: {
        cardholder_name: "A. Payee",
        billing_address: { line1: "1 Stryd Fawr", line2: null, postcode: "AV1 1AA", country: "GB" },
      },
    }
    const id = await create(everything)
    const { body } = await call("GET", `/v1/payments/${id}`, { key })
    expect(body).toMatchObject({
      language: "cy",
      email: "payee@example.org",
      delayed_capture: true,
      metadata: everything.metadata,
      card_details: {
        cardholder_name: "A. Payee",
        billing_address: { line1: "1 Stryd Fawr", postcode: "AV1 1AA", country: "GB" },
      },
    })
  })

  it("ignores members it does not know", async () => {
    await create({ tip: 100, constructor: "x", agreement: { a: 1 } })
  })

  it("writes to the key's own service", async () => {
    const wide = await issueKey(outside, { reach: "buyer", service: "parking" })
    const id = await create({}, wide)
    expect((await call("GET", `/v1/payments/${id}`, { key })).status).toBe(404)
    expect((await call("GET", `/v1/payments/${id}`, { key: wide })).status).toBe(200)
  })

  it("refuses a service that is closed", async () => {
    const closed = await issueKey(outside, { service: "closed" })
    const { status, body } = await call("POST", "/v1/payments", { key: closed, body: leastRequest })
    expect([status, body.code]).toEqual([403, "P0941"])
  })

  it("refuses less than the service's acquirer takes, and takes the least", async () => {
    await outside.db.insert(acquirerAccount).values({
      id: "stripe_1",
      acquirer: "stripe",
      mode: "test",
      buyerId: "avc",
      credentials: { keyId: "k1", wrappedKey: "a2V5", body: "Ym9keQ==" },
      version: 1,
      createdAt: outside.clock.now(),
    })
    await outside.db.execute("update service set acquirer = 'stripe_1' where id = 'parking'")
    const parking = await issueKey(outside, { service: "parking" })
    const small = { key: parking, body: { ...leastRequest, amount: 29 } }
    for (const headers of [{}, { "Idempotency-Key": "small" }]) {
      const { status, body } = await call("POST", "/v1/payments", { ...small, headers })
      expect([status, body.code, body.field, body.description]).toEqual([
        422,
        "P0102",
        "amount",
        "Invalid attribute value: amount. Must be greater than or equal to 30",
      ])
    }
    await create({ amount: 30 }, parking)
    await create({ amount: 1 })
  })

  it("refuses live payments without an acquirer", async () => {
    const live = await issueKey(outside, { service: "real", mode: "live" })
    const { status, body } = await call("POST", "/v1/payments", { key: live, body: leastRequest })
    expect([status, body.code]).toEqual([403, "P0940"])
  })
})
