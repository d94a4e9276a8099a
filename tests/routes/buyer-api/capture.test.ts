import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { charge, client, issueKey, leastRequest, seedBuyers } from "./council.ts"

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

async function create(): Promise<string> {
  const { body } = await call("POST", "/v1/payments", {
    key,
    body: { ...leastRequest, delayed_capture: true },
  })
  return String(body.payment_id)
}

async function reserve(paymentId: string): Promise<void> {
  outside.acquirer.script.push((request) => outside.acquirer.reserve(request))
  await charge(outside, paymentId)
}

describe("POST /v1/payments/{payment_id}/capture", () => {
  it("takes reserved money, as often as asked", async () => {
    const id = await create()
    await reserve(id)
    const before = await call("GET", `/v1/payments/${id}`, { key })
    expect(before.body.state).toMatchObject({ status: "capturable", finished: false })
    expect(before.body._links?.["capture"]?.href).toBe(`https://pay.example/v1/payments/${id}/capture`)
    expect((await call("POST", `/v1/payments/${id}/capture`, { key })).status).toBe(204)
    expect((await call("POST", `/v1/payments/${id}/capture`, { key })).status).toBe(204)
    const after = await call("GET", `/v1/payments/${id}`, { key })
    expect(after.body.state).toMatchObject({ status: "success", finished: true })
  })

  it("refuses a payment without reserved money", async () => {
    const { status, body } = await call("POST", `/v1/payments/${await create()}/capture`, { key })
    expect([status, body.code]).toEqual([409, "P1003"])
  })

  it("leaves other services' payments to them", async () => {
    const id = await create()
    await reserve(id)
    const wide = await issueKey(outside, { reach: "buyer", service: "parking" })
    const { status, body } = await call("POST", `/v1/payments/${id}/capture`, { key: wide })
    expect([status, body.code]).toEqual([403, "CP0013"])
    const narrow = await issueKey(outside, { service: "parking" })
    expect((await call("POST", `/v1/payments/${id}/capture`, { key: narrow })).body.code).toBe("P1000")
    expect((await call("POST", "/v1/payments/x/capture", { key })).body.code).toBe("P1000")
  })
})
