import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import { isKeyValid, makeApiKey, readApiKey } from "#domain/api-keys/api-key.ts"
import { instant } from "#domain/instant.ts"

const random = Uint8Array.from({ length: 32 }, (_, index) => index)
const key = makeApiKey({ mode: "test", random })

describe("makeApiKey", () => {
  it("writes prefix, random part and checksum", () => {
    // Worked out apart, with Python's binascii.crc32.
    expect(key).toBe("civicpay_test_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf2p69v5")
    expect(makeApiKey({ mode: "live", random })).toMatch(/^civicpay_live_[0-9A-Za-z]{49}$/)
  })

  it("has room for the largest number", () => {
    const largest = makeApiKey({ mode: "test", random: new Uint8Array(32).fill(255) })
    expect(largest).toHaveLength(63)
    expect(readApiKey(largest)).toEqual({ mode: "test" })
  })

  it("keeps different bytes different", () => {
    const other = Uint8Array.from(random)
    other[31] = 0
    expect(makeApiKey({ mode: "test", random: other }).slice(0, 57)).not.toBe(key.slice(0, 57))
  })

  it("refuses another number of bytes", () => {
    expect(() => makeApiKey({ mode: "test", random: new Uint8Array(31) })).toThrow(RangeError)
  })
})

describe("readApiKey", () => {
  it("reads back every key made", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.constantFrom("test" as const, "live" as const),
        (bytes, mode) => {
          expect(readApiKey(makeApiKey({ mode, random: bytes }))).toEqual({ mode })
        },
      ),
    )
  })

  it("notices every changed character", () => {
    for (let index = 0; index < key.length; index++) {
      const changed = key.slice(0, index) + (key[index] === "x" ? "y" : "x") + key.slice(index + 1)
      expect(readApiKey(changed)).toBeNull()
    }
  })

  it("refuses other modes, lengths and padding", () => {
    const others = [
      "",
      key.slice(0, -1),
      `${key}0`,
      ` ${key}`,
      `${key}\n`,
      key.toUpperCase(),
      key.replace("test", "live"),
    ]
    for (const text of others) expect(readApiKey(text)).toBeNull()
  })
})

describe("isKeyValid", () => {
  const stored: ApiKey = {
    id: "k",
    serviceEnabled: true,
    acquirer: "sandbox",
    serviceId: "s",
    buyerId: "b",
    mode: "test",
    reach: "service",
    scopes: [],
    expiresAt: instant(1000),
    revokedAt: null,
  }

  it("ends at the moment of expiry", () => {
    expect(isKeyValid(stored, instant(999))).toBe(true)
    expect(isKeyValid(stored, instant(1000))).toBe(false)
  })

  it("ends with revocation", () => {
    expect(isKeyValid({ ...stored, revokedAt: instant(0) }, instant(1))).toBe(false)
  })
})
