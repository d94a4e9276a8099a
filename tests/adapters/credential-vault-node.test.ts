import { describe, expect, it } from "vitest"
import { nodeCredentialVault } from "#adapters/credential-vault-node.ts"

const old = { id: "k1", bytes: new Uint8Array(32).fill(1) }
const fresh = { id: "k2", bytes: new Uint8Array(32).fill(2) }
const vault = nodeCredentialVault([old])
const plain = "a secret, £ and ŵ"

function altered(text: string): string {
  const bytes = Buffer.from(text, "base64")
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  return bytes.toString("base64")
}

describe("sealed credentials", () => {
  it("open for their account, and look different each time", () => {
    const sealed = vault.seal("stripe_a", plain)
    expect(vault.open("stripe_a", sealed)).toBe(plain)
    expect(sealed.keyId).toBe("k1")
    expect(JSON.stringify(sealed)).not.toContain("secret")
    const again = vault.seal("stripe_a", plain)
    expect([again.body === sealed.body, again.wrappedKey === sealed.wrappedKey]).toEqual([false, false])
  })

  it("open for no other account, with no other key, and not when altered", () => {
    const sealed = vault.seal("stripe_a", plain)
    expect(vault.open("stripe_b", sealed)).toBeNull()
    expect(nodeCredentialVault([{ ...fresh, id: "k1" }]).open("stripe_a", sealed)).toBeNull()
    expect(nodeCredentialVault([fresh]).open("stripe_a", sealed)).toBeNull()
    expect(vault.open("stripe_a", { ...sealed, body: altered(sealed.body) })).toBeNull()
    expect(vault.open("stripe_a", { ...sealed, wrappedKey: altered(sealed.wrappedKey) })).toBeNull()
    expect(vault.open("stripe_a", { ...sealed, body: "" })).toBeNull()
    const other = vault.seal("stripe_a", "another")
    expect(vault.open("stripe_a", { ...sealed, body: other.body })).toBeNull()
  })
})

describe("a new key of the ring", () => {
  it("takes over without the credentials being written anew; then the old one may go", () => {
    const sealed = vault.seal("stripe_a", plain)
    const rewrapped = nodeCredentialVault([fresh, old]).rewrap("stripe_a", sealed)
    if (rewrapped === null) throw new Error("not opened")
    expect(rewrapped).toMatchObject({ keyId: "k2", body: sealed.body })
    expect(nodeCredentialVault([fresh]).open("stripe_a", rewrapped)).toBe(plain)
    expect(vault.open("stripe_a", rewrapped)).toBeNull()
  })

  it("does not come to credentials that it cannot open", () => {
    expect(nodeCredentialVault([fresh]).rewrap("stripe_a", vault.seal("stripe_a", plain))).toBeNull()
    expect(vault.rewrap("stripe_b", vault.seal("stripe_a", plain))).toBeNull()
  })
})

it("a ring without keys is a bug", () => {
  expect(() => nodeCredentialVault([])).toThrow(RangeError)
})
