import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { apiKey, type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

describe("the API", () => {
  it.each([undefined, "", "Bearer", "Bearer wrong", `Basic ${apiKey}`, apiKey, `Bearer ${apiKey}x`])(
    "turns away the authorization %j",
    async (authorization) => {
      for (const path of [
        "/api/payments?reference=x",
        "/api/payments/pay_x",
        "/api/nowhere",
        "/control/effects",
      ]) {
        const headers = authorization === undefined ? {} : { authorization }
        const response = await sandbox.send(path, { headers })
        expect(response.status).toBe(401)
        expect(await response.json()).toEqual({ error: { code: "unauthorised" } })
      }
    },
  )

  it("answers an unknown payment with 404", async () => {
    expect(await sandbox.api("GET", "/api/payments/pay_none")).toMatchObject({
      status: 404,
      body: { error: { code: "payment_not_found" } },
    })
  })

  it("refuses a body that is no JSON", async () => {
    const headers = { authorization: `Bearer ${apiKey}`, "idempotency-key": randomUUID() }
    const response = await sandbox.send("/api/payments", { method: "POST", headers, body: "{" })
    expect(response.status).toBe(400)
  })

  it("refuses a body past its limit", async () => {
    const body = sandbox.prepareBody({ description: "x".repeat(140_000) })
    expect(await sandbox.api("POST", "/api/payments", body)).toMatchObject({
      status: 413,
      body: { error: { code: "too_large" } },
    })
  })

  it("finds every payment of a reference, oldest first", async () => {
    const reference = randomUUID()
    const first = await sandbox.prepare({ reference })
    sandbox.advance(1_000)
    const between = sandbox.now().toISOString()
    sandbox.advance(1_000)
    const second = await sandbox.prepare({ reference })
    await sandbox.prepare()
    const find = async (query: string) => (await sandbox.api("GET", `/api/payments?${query}`)).body as unknown
    expect(await find(`reference=${reference}`)).toMatchObject({
      payments: [{ id: first.id }, { id: second.id }],
      complete: true,
    })
    expect(await find(`reference=${reference}&created_after=${between}`)).toMatchObject({
      payments: [{ id: second.id }],
      complete: true,
    })
    expect(await find("reference=none")).toEqual({ payments: [], complete: true })
  })

  it("never shows an entry's secret again", async () => {
    const payment = await sandbox.prepare()
    expect(await sandbox.fetchPayment(payment.id)).not.toHaveProperty("entry")
  })

  it.each(["", "reference=", "reference=x&created_after=yesterday"])(
    "refuses the search %j",
    async (query) => {
      expect((await sandbox.api("GET", `/api/payments?${query}`)).status).toBe(400)
    },
  )
})
