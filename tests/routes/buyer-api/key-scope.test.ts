import { describe, expect, it } from "vitest"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import { instant } from "#domain/instant.ts"
import { readScope, writeScope } from "#routes/buyer-api/key-scope.ts"

const key: ApiKey = {
  id: "key",
  serviceEnabled: true,
  acquirer: "sandbox",
  serviceId: "garden",
  buyerId: "avc",
  mode: "test",
  reach: "service",
  scopes: [],
  expiresAt: instant(1),
  revokedAt: null,
}
const own = { buyerId: "avc", serviceId: "garden", mode: "test" }

describe("a key", () => {
  it("reads and writes its own service's payments", () => {
    expect([readScope(key), writeScope(key)]).toEqual([own, own])
  })

  it("of buyer reach reads all of its buyer's, in its mode, and writes its own", () => {
    const wide: ApiKey = { ...key, reach: "buyer", mode: "live" }
    expect(readScope(wide)).toEqual({ buyerId: "avc", serviceId: null, mode: "live" })
    expect(writeScope(wide)).toEqual({ ...own, mode: "live" })
  })
})
