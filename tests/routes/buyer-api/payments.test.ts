import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { PaymentEvent } from "#domain/payments/transition.ts"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { client, happen, issueKey, leastRequest, seedBuyers } from "./council.ts"

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

const captured: readonly PaymentEvent[] = [
  { name: "opened" },
  { name: "submitted" },
  { name: "captured", amount: exactPence(5750), card: scriptedCard },
]

describe("GET /v1/payments/{payment_id}", () => {
  it("shows what was taken and from which card", async () => {
    const id = await create({ email: "payee@example.org" })
    await happen(
      outside,
      id,
      { name: "opened" },
      { name: "submitted" },
      { name: "challenge", card: scriptedCard },
    )
    await happen(outside, id, { name: "captured", amount: exactPence(5750), card: scriptedCard })
    const { body } = await call("GET", `/v1/payments/${id}`, { key })
    expect(body).toMatchObject({
      state: { status: "success", finished: true },
      email: "payee@example.org",
      card_brand: "Visa",
      card_details: {
        card_brand: "Visa",
        first_digits_card_number: "424242",
        last_digits_card_number: "4242",
        expiry_date: "10/29",
        cardholder_name: null,
      },
      authorisation_summary: { three_d_secure: { required: true } },
      refund_summary: { status: "available", amount_available: 5750, amount_submitted: 0 },
      settlement_summary: { captured_date: "2026-11-22" },
    })
    expect(Object.keys(body._links ?? {}).sort()).toEqual(["events", "refunds", "self"])
  })

  it("withholds who paid without the scope", async () => {
    const id = await create({
      email: "payee@example.org",
      prefilled_cardholder_details: { cardholder_name: "A. Payee", billing_address: { postcode: "AV1 1AA" } },
    })
    const plain = await issueKey(outside, { scopes: ["payments:read"] })
    const before = (await call("GET", `/v1/payments/${id}`, { key: plain })).body
    await happen(outside, id, ...captured)
    const after = (await call("GET", `/v1/payments/${id}`, { key: plain })).body
    for (const text of [JSON.stringify(before), JSON.stringify(after)]) {
      expect(text).not.toMatch(/payee@|A\. Payee|AV1 1AA|424242|10\/29/)
    }
    expect(after.card_details).toMatchObject({ card_brand: "Visa", last_digits_card_number: "4242" })
  })

  it("answers HEAD like GET without a body", async () => {
    const id = await create()
    const { status, body } = await call("HEAD", `/v1/payments/${id}`, { key })
    expect([status, body]).toEqual([200, {}])
  })

  it("does not know ids of other owners", async () => {
    const id = await create()
    const strangers = [
      await issueKey(outside, { service: "parking" }),
      await issueKey(outside, { service: "other", buyer: "thm" }),
      await issueKey(outside, { service: "other", buyer: "thm", reach: "buyer" }),
      await issueKey(outside, { service: "real", mode: "live" }),
      await issueKey(outside, { service: "real", mode: "live", reach: "buyer" }),
    ]
    for (const stranger of strangers) {
      const got = await call("GET", `/v1/payments/${id}`, { key: stranger })
      const events = await call("GET", `/v1/payments/${id}/events`, { key: stranger })
      const cancel = await call("POST", `/v1/payments/${id}/cancel`, { key: stranger })
      expect([got, events, cancel].map(({ status, body }) => [status, body.code])).toEqual([
        [404, "P0200"],
        [404, "P0300"],
        [404, "P0500"],
      ])
    }
  })

  it("does not know ids of other shapes", async () => {
    for (const id of ["0".repeat(26), "x", "w".repeat(26), "%00", "0123456789ABCDEFGHIJKLMNOP"]) {
      expect((await call("GET", `/v1/payments/${id}`, { key })).body.code).toBe("P0200")
    }
  })
})

describe("GET /v1/payments/{payment_id}/events", () => {
  it("tells each change of public state once", async () => {
    const id = await create()
    await happen(outside, id, ...captured.slice(0, 2))
    await happen(outside, id, { name: "challenge", card: null }, { name: "returned" })
    outside.clock.advance(1500)
    await happen(outside, id, { name: "captured", amount: exactPence(5750), card: null }, { name: "opened" })
    const { status, body } = await call("GET", `/v1/payments/${id}/events`, { key })
    expect(status).toBe(200)
    const events = body.events ?? []
    expect(events.map(({ state }) => state.status)).toEqual(["created", "started", "success"])
    expect(Date.parse(events[2]!.updated) - Date.parse(events[1]!.updated)).toBe(1500)
    expect(body).toMatchObject({
      payment_id: id,
      _links: { self: { href: `https://pay.example/v1/payments/${id}/events` } },
    })
  })

  it("does not know ids of other shapes", async () => {
    for (const id of ["0".repeat(26), "x"]) {
      expect((await call("GET", `/v1/payments/${id}/events`, { key })).body.code).toBe("P0300")
    }
  })
})

describe("POST /v1/payments/{payment_id}/cancel", () => {
  it("ends an unpaid payment", async () => {
    const id = await create()
    expect((await call("POST", `/v1/payments/${id}/cancel`, { key })).status).toBe(204)
    const { body } = await call("GET", `/v1/payments/${id}`, { key })
    expect(body.state).toEqual({
      status: "cancelled",
      finished: true,
      code: "P0040",
      message: "Payment was cancelled by the service",
    })
    expect(Object.keys(body._links ?? {}).sort()).toEqual(["events", "refunds", "self"])
  })

  it("refuses a payment that is finished", async () => {
    const id = await create()
    await happen(outside, id, ...captured)
    const { status, body } = await call("POST", `/v1/payments/${id}/cancel`, { key })
    expect([status, body.code]).toEqual([400, "P0501"])
  })

  it("refuses while money may be moving", async () => {
    const id = await create()
    await happen(outside, id, { name: "opened" }, { name: "submitted" })
    const { status, body } = await call("POST", `/v1/payments/${id}/cancel`, { key })
    expect([status, body.code]).toEqual([409, "P0502"])
  })

  it("leaves other services' payments to them", async () => {
    const id = await create()
    const wide = await issueKey(outside, { reach: "buyer", service: "parking" })
    expect((await call("GET", `/v1/payments/${id}`, { key: wide })).status).toBe(200)
    expect((await call("POST", `/v1/payments/${id}/cancel`, { key: wide })).body.code).toBe("CP0013")
    const narrow = await issueKey(outside, { service: "parking" })
    expect((await call("POST", `/v1/payments/${id}/cancel`, { key: narrow })).body.code).toBe("P0500")
    expect((await call("GET", `/v1/payments/${id}`, { key })).body.state).toMatchObject({
      status: "created",
    })
  })

  it("does not know ids of other shapes", async () => {
    expect((await call("POST", "/v1/payments/x/cancel", { key })).body.code).toBe("P0500")
  })
})
