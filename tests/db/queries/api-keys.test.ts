import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findApiKeyByDigest } from "#db/queries/api-keys.ts"
import { issueKey, seedBuyers } from "#tests/routes/buyer-api/council.ts"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

let outside: TestOutside

beforeAll(async () => {
  outside = testOutside({ databaseUrl: (await createTestDatabase()).url })
  await seedBuyers(outside)
})
afterAll(() => outside.close())

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

describe("findApiKeyByDigest", () => {
  it("finds a key by its hash and drops unknown scopes", async () => {
    const key = await issueKey(outside, { scopes: ["payments:read", "everything"] })
    const found = await findApiKeyByDigest(outside.db, digest(key))
    expect(found).toMatchObject({
      serviceId: "garden",
      buyerId: "avc",
      mode: "test",
      scopes: ["payments:read"],
    })
    expect(Object.keys(found ?? {})).not.toContain("digest")
  })

  it("shows a revoked key as revoked", async () => {
    const key = await issueKey(outside, { revoked: true })
    expect((await findApiKeyByDigest(outside.db, digest(key)))?.revokedAt).toBe(outside.clock.now())
  })

  it("finds nothing by another hash", async () => {
    expect(await findApiKeyByDigest(outside.db, digest("x"))).toBeNull()
    expect(await findApiKeyByDigest(outside.db, "' or true --")).toBeNull()
  })
})
