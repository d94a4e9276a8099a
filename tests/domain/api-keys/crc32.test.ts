import { crc32 as zlibCrc32 } from "node:zlib"
import { describe, expect, it } from "vitest"
import { crc32 } from "#domain/api-keys/crc32.ts"

describe("crc32", () => {
  it("gives the published check value", () => {
    expect(crc32("123456789")).toBe(0xcbf43926)
  })

  it("agrees with zlib", () => {
    for (const text of ["", "a", "civicpay_test_", "0".repeat(57)]) expect(crc32(text)).toBe(zlibCrc32(text))
  })
})
