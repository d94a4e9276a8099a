import { expect, it } from "vitest"
import { digest, freshId, freshSecret } from "#sandbox-acquirer/ids.ts"

it("ids are prefixed, long and new each time", () => {
  const ids = Array.from({ length: 100 }, () => freshId("pay"))
  expect(new Set(ids).size).toBe(100)
  for (const id of ids) expect(id).toMatch(/^pay_[a-z2-7]{26}$/)
})

it("secrets carry 256 bits and are new", () => {
  expect(Buffer.from(freshSecret(), "base64url")).toHaveLength(32)
  expect(freshSecret()).not.toBe(freshSecret())
})

it("digests are SHA-256 in hex", () => {
  expect(digest("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
})
