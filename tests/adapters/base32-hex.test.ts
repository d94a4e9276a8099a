import { expect, it } from "vitest"
import { base32Hex } from "#adapters/base32-hex.ts"

/** RFC 4648, section 10, without padding and in lower case. */
const published: readonly [string, string][] = [
  ["", ""],
  ["f", "co"],
  ["fo", "cpng"],
  ["foo", "cpnmu"],
  ["foob", "cpnmuog"],
  ["fooba", "cpnmuoj1"],
  ["foobar", "cpnmuoj1e8"],
]

it.each(published)("encodes %j as the standard does", (text, encoded) => {
  expect(base32Hex(new TextEncoder().encode(text))).toBe(encoded)
})

it("uses all of its alphabet", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => value)
  expect(new Set(base32Hex(bytes)).size).toBe(32)
  expect(base32Hex(new Uint8Array(5).fill(255))).toBe("vvvvvvvv")
})
