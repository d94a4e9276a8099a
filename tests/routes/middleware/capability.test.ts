import { describe, expect, it } from "vitest"
import { nodeKeyedSecrets } from "#adapters/keyed-secrets-node.ts"
import { capabilityOf, readCapability } from "#routes/middleware/capability.ts"

const secrets = nodeKeyedSecrets(new Uint8Array(32).fill(7))
const others = nodeKeyedSecrets(new Uint8Array(32).fill(8))
const id = "0123456789abcdefghijklmnop"
const capability = capabilityOf(secrets, "payment", id)

describe("readCapability", () => {
  it("gives back the id", () => {
    expect(capability).toMatch(/^[0-9a-v]{52}$/)
    expect(readCapability(secrets, "payment", capability)).toBe(id)
  })

  it("opens nothing under another label", () => {
    expect(readCapability(secrets, "receipt", capability)).toBeNull()
    expect(readCapability(secrets, "basket", capability)).toBeNull()
  })

  it("opens nothing under another secret", () => {
    expect(readCapability(others, "payment", capability)).toBeNull()
  })

  it("notices every changed character", () => {
    for (let index = 0; index < capability.length; index++) {
      const changed =
        capability.slice(0, index) + (capability[index] === "0" ? "1" : "0") + capability.slice(index + 1)
      expect(readCapability(secrets, "payment", changed)).toBeNull()
    }
  })

  it("refuses other shapes", () => {
    for (const text of [
      "",
      id,
      `${capability}0`,
      capability.slice(1),
      `${capability}\n`,
      capability.toUpperCase(),
    ]) {
      expect(readCapability(secrets, "payment", text)).toBeNull()
    }
  })
})
