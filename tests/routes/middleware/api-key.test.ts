import { Hono } from "hono"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"
import { requireKey } from "#routes/middleware/api-key.ts"
import { issueKey, seedBuyers } from "#tests/routes/buyer-api/council.ts"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

let outside: TestOutside
let app: Hono<BuyerApiEnv>

beforeAll(async () => {
  outside = testOutside({ databaseUrl: (await createTestDatabase()).url })
  await seedBuyers(outside)
  app = new Hono<BuyerApiEnv>().get("/", requireKey(outside, "payments:read"), (c) => {
    const { serviceId, buyerId, mode, reach, scopes } = c.get("key")
    return c.json({ serviceId, buyerId, mode, reach, scopes, keyId: c.get("keyId") })
  })
})
afterAll(() => outside.close())

function ask(authorization: string): Promise<Response> {
  return Promise.resolve(app.request("/", { headers: { Authorization: authorization } }))
}

describe("requireKey", () => {
  it("tells the handler whose key it is", async () => {
    const key = await issueKey(outside, {
      service: "parking",
      reach: "buyer",
      scopes: ["payments:read", "later:read"],
    })
    const response = await ask(`Bearer ${key}`)
    expect(await response.json()).toMatchObject({
      serviceId: "parking",
      buyerId: "avc",
      mode: "test",
      reach: "buyer",
      scopes: ["payments:read"],
      keyId: expect.stringMatching(/^key\d+$/),
    })
  })

  it("stops every other request", async () => {
    const key = await issueKey(outside, { scopes: ["payments:write"] })
    expect((await ask(`Bearer ${key}`)).status).toBe(403)
    expect((await ask("Bearer civicpay_test_x")).status).toBe(401)
    expect((await ask("")).status).toBe(401)
  })
})
