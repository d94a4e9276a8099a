import { describe, expect, it } from "vitest"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import { hourMilliseconds, instant, later, minuteMilliseconds } from "#domain/instant.ts"
import { rememberKeys } from "#routes/middleware/remembered-keys.ts"

const at = instant(Date.UTC(2026, 10, 22, 9, 30))

const key: ApiKey = {
  id: "key1",
  serviceId: "garden",
  serviceEnabled: true,
  acquirer: "sandbox",
  buyerId: "avc",
  mode: "test",
  reach: "service",
  scopes: ["payments:write"],
  expiresAt: later(at, hourMilliseconds),
  revokedAt: null,
}

describe("a key that opened something", () => {
  it("is remembered for a minute", () => {
    const keys = rememberKeys()
    keys.keep("digest", key, at)
    expect(keys.find("digest", later(at, minuteMilliseconds - 1))).toBe(key)
    expect(keys.find("digest", later(at, minuteMilliseconds))).toBeNull()
    expect(keys.find("another", at)).toBeNull()
  })

  it("is not remembered past its own end", () => {
    const keys = rememberKeys()
    keys.keep("digest", { ...key, expiresAt: later(at, 1_000) }, at)
    expect(keys.find("digest", later(at, 999))).not.toBeNull()
    expect(keys.find("digest", later(at, 1_000))).toBeNull()
  })

  it("of a closed service is not remembered, nor what was known before", () => {
    const keys = rememberKeys()
    keys.keep("digest", key, at)
    keys.keep("digest", { ...key, serviceEnabled: false }, at)
    expect(keys.find("digest", at)).toBeNull()
  })

  it("is forgotten when told, and when a thousand others came after it", () => {
    const keys = rememberKeys()
    keys.keep("told", key, at)
    keys.forget("told")
    expect(keys.find("told", at)).toBeNull()
    for (let index = 0; index <= 1_000; index += 1) keys.keep(`digest ${index}`, key, at)
    expect(keys.find("digest 0", at)).toBeNull()
    expect(keys.find("digest 1", at)).not.toBeNull()
    expect(keys.find("digest 1000", at)).not.toBeNull()
  })
})
