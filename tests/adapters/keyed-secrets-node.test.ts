import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { nodeKeyedSecrets } from "#adapters/keyed-secrets-node.ts"

const key = new Uint8Array(32).fill(7)
const secrets = nodeKeyedSecrets(key)
const others = nodeKeyedSecrets(new Uint8Array(32).fill(8))
const id = "0123456789abcdefghijklmnop"

describe("a tag", () => {
  it("is 26 characters, the same each time", () => {
    expect(secrets.tag("payment", id)).toMatch(/^[0-9a-v]{26}$/)
    expect(nodeKeyedSecrets(key).tag("payment", id)).toBe(secrets.tag("payment", id))
  })

  it("fits its own label, id and key only", () => {
    const tag = secrets.tag("payment", id)
    expect(secrets.tagMatches("payment", id, tag)).toBe(true)
    expect(secrets.tagMatches("receipt", id, tag)).toBe(false)
    expect(secrets.tagMatches("payment", `${id}0`, tag)).toBe(false)
    expect(others.tagMatches("payment", id, tag)).toBe(false)
  })

  it("does not confuse label and id where they meet", () => {
    expect(secrets.tag("pay", "ment")).not.toBe(secrets.tag("payment", ""))
  })

  it.each(["", "0", "é", "0".repeat(26), "0".repeat(1000)])("that is made up does not match: %j", (given) => {
    expect(secrets.tagMatches("payment", id, given)).toBe(false)
  })
})

describe("a sealed text", () => {
  it.each(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "", "Dŵr £"])("opens as it was: %j", (plain) => {
    expect(secrets.open(secrets.seal(plain))).toBe(plain)
  })

  it("shows nothing of its content and differs each time", () => {
    const sealed = secrets.seal("whsec_plain")
    expect(sealed).toMatch(/^v1\.[A-Za-z0-9+/]+=*$/)
    expect(sealed).not.toContain("plain")
    expect(secrets.seal("whsec_plain")).not.toBe(sealed)
  })

  it("does not open with another key", () => {
    expect(() => others.open(secrets.seal("plain"))).toThrow()
  })

  it("does not open when any byte was changed", () => {
    const bytes = Buffer.from(secrets.seal("plain").slice(3), "base64")
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
      expect(() => secrets.open(`v1.${changed.toString("base64")}`)).toThrow()
    }
  })

  it.each(["", "v1.", "v1.AAAA", "v2.AAAA", "plain"])("does not open when it is none: %j", (text) => {
    expect(() => secrets.open(text)).toThrow()
  })

  it("does not open when cut short", () => {
    const bytes = Buffer.from(secrets.seal("plain").slice(3), "base64")
    for (const length of [0, 5, 12, 20, 28, bytes.length - 1])
      expect(() => secrets.open(`v1.${bytes.subarray(0, length).toString("base64")}`)).toThrow()
  })
})

describe("a signature and a digest", () => {
  it("are those that the standards publish", () => {
    // RFC 4231, test case 2.
    const mac = Buffer.from(secrets.hmac(Buffer.from("Jefe"), "what do ya want for nothing?"), "base64")
    expect(mac.toString("hex")).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    // FIPS 180-2, the message "abc".
    expect(secrets.digest("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  })

  it("read text as UTF-8", () => {
    expect(secrets.digest("ŵ")).toBe(createHash("sha256").update(Buffer.from("ŵ", "utf8")).digest("hex"))
  })
})
