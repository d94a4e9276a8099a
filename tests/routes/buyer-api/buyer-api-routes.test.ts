import { Hono } from "hono"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import { buyerApi } from "#contract/buyer-api.ts"
import { apiKeyScopes } from "#domain/api-keys/api-key.ts"
import { minuteMilliseconds } from "#domain/instant.ts"
import { buyerApiRoutes } from "#routes/buyer-api/buyer-api-routes.ts"
import { createUnderWay } from "#routes/middleware/under-way.ts"
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

const someId = "0".repeat(26)
const routes = Object.values<BuyerApiRoute>(buyerApi)
const keyed = routes
  .filter(({ scope }) => scope !== null)
  .map((route) => ({ ...route, address: route.path.replaceAll(/\{\w+\}/g, someId) }))

describe("the key", () => {
  it.each(keyed)("is asked for at $method $path", async ({ method, address }) => {
    const { status, headers, body } = await call(method, address)
    expect([status, body.code]).toEqual([401, "CP0001"])
    expect(headers.get("WWW-Authenticate")).toBe("Bearer")
  })

  it.each(keyed)("needs the scope of $method $path", async ({ method, address, scope }) => {
    const scopes = apiKeyScopes.filter((one) => one !== scope)
    const { status, body } = await call(method, address, { key: await issueKey(outside, { scopes }) })
    expect([status, body.code]).toEqual([403, "P0930"])
  })

  it("is refused once revoked", async () => {
    const revoked = await issueKey(outside, { revoked: true })
    expect((await call("GET", `/v1/payments/${someId}`, { key: revoked })).status).toBe(401)
  })

  it("is refused once expired", async () => {
    const short = await issueKey(outside, { expiresInHours: 1 })
    outside.clock.advance(59 * minuteMilliseconds)
    expect((await call("GET", `/v1/payments/${someId}`, { key: short })).status).toBe(404)
    outside.clock.advance(minuteMilliseconds)
    expect((await call("GET", `/v1/payments/${someId}`, { key: short })).status).toBe(401)
    key = await issueKey(outside)
  })

  it("is refused where nobody issued it", async () => {
    const elsewhere = testOutside({ databaseUrl: "postgres://nobody@127.0.0.1:1/none" })
    const { makeApiKey } = await import("#domain/api-keys/api-key.ts")
    const unknown = makeApiKey({ mode: "test", random: new Uint8Array(32).fill(9) })
    expect((await call("GET", `/v1/payments/${someId}`, { key: unknown })).status).toBe(401)
    // A text with a wrong checksum never reaches the database, which is out of reach here.
    const mistyped = `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`
    expect((await client(elsewhere)("GET", `/v1/payments/${someId}`, { key: mistyped })).status).toBe(401)
    await elsewhere.close()
  })

  it("is read from a bearer header only", async () => {
    for (const header of [key, `Basic ${key}`, `Bearer ${key} ${key}`, "Bearer", `Token Bearer ${key}`]) {
      const { status } = await call("GET", `/v1/payments/${someId}`, { headers: { Authorization: header } })
      expect(status).toBe(401)
    }
    const lowerCase = await call("GET", `/v1/payments/${someId}`, {
      headers: { Authorization: `bearer ${key}` },
    })
    expect(lowerCase.status).toBe(404)
    expect((await call("GET", `/v1/payments/${someId}?key=${key}`)).status).toBe(401)
  })

  it("never comes into the log, nor do ids in addresses", async () => {
    await call("GET", `/v1/payments/${someId}`, { key })
    await call("POST", "/v1/payments", { key, body: leastRequest })
    const written = JSON.stringify(outside.lines)
    expect(written).toContain("/v1/payments/:payment_id")
    expect(written).not.toContain("civicpay_")
    expect(written).not.toContain(someId)
    expect(written).not.toContain(leastRequest.reference)
  })
})

describe("paths and methods", () => {
  it.each(["/v1", "/v1/", "/v1/payment", "/v1/payments/", "/v1/refunds", "/v1/auth"])(
    "does not know %s",
    async (path) => {
      const { status, body } = await call("POST", path)
      expect([status, body.code]).toEqual([404, "CP0002"])
    },
  )

  it.each([
    ["GET", "/v1/payments", "POST"],
    ["DELETE", `/v1/payments/${someId}`, "GET, HEAD"],
    ["OPTIONS", `/v1/payments/${someId}/events`, "GET, HEAD"],
    ["DELETE", `/v1/payments/${someId}/refunds`, "POST, GET, HEAD"],
    ["POST", `/v1/payments/${someId}/refunds/${someId}`, "GET, HEAD"],
    ["GET", `/v1/payments/${someId}/cancel`, "POST"],
    ["POST", "/v1/openapi.json", "GET, HEAD"],
  ])("refuses %s %s and names what is allowed", async (method, path, allowed) => {
    const { status, headers, body } = await call(method, path)
    expect([status, body.code]).toEqual([405, "CP0003"])
    expect(headers.get("Allow")).toBe(allowed)
  })

  it("serves exactly the documented routes", () => {
    const app = new Hono().route("/v1", buyerApiRoutes(outside, createUnderWay(outside.log)))
    const served = new Set(
      app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`),
    )
    const documented = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`)
    expect([...served].sort()).toEqual([...documented].sort())
  })

  it("shows the OpenAPI document without a key", async () => {
    const { status, body } = await call("GET", "/v1/openapi.json")
    expect(status).toBe(200)
    expect(body).toMatchObject({ openapi: "3.1.1", servers: [{ url: "https://pay.example" }] })
  })
})

describe("error answers", () => {
  it("are problem details where the client accepts them", async () => {
    const { headers, body } = await call("GET", `/v1/payments/${someId}`, {
      key,
      headers: { Accept: "application/problem+json" },
    })
    expect(headers.get("Content-Type")).toBe("application/problem+json")
    expect(body).toMatchObject({
      code: "P0200",
      description: "Not found",
      type: "https://pay.example/docs/errors/P0200",
      title: "Not found",
      status: 404,
      detail: "Not found",
      errors: [{ code: "P0200", description: "Not found" }],
    })
    expect(body.instance).toBe(`urn:civic-pay:request:${headers.get("Request-Id")}`)
  })
})
