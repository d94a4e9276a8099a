import { describe, expect, it } from "vitest"
import type { EnteredStripeCredentials } from "#contract/stripe-credentials.ts"
import {
  openStripeCredentials,
  readStripeCredentials,
  writeStripeCredentials,
} from "#contract/stripe-credentials.ts"

const good: EnteredStripeCredentials = {
  secretKey: "sk_test_0123456789",
  webhookSecret: "whsec_0123456789",
  webhookSecretBefore: undefined,
}
const kept = { secretKey: "sk_test_0123456789", webhookSecrets: ["whsec_0123456789"] }

describe("credentials", () => {
  it("are read with the mode that their key names", () => {
    expect(readStripeCredentials(good)).toEqual({ ok: true, credentials: kept, mode: "test" })
    const secretKey = "rk_live_0123456789"
    const live = { ok: true, credentials: { ...kept, secretKey }, mode: "live" }
    expect(readStripeCredentials({ ...good, secretKey })).toEqual(live)
  })

  it("may have no signing secret yet, or the one before as well", () => {
    const without = readStripeCredentials({ ...good, webhookSecret: undefined })
    expect(without).toMatchObject({ ok: true, credentials: { webhookSecrets: [] } })
    const both = readStripeCredentials({ ...good, webhookSecretBefore: "whsec_before1234" })
    const webhookSecrets = ["whsec_0123456789", "whsec_before1234"]
    expect(both).toMatchObject({ ok: true, credentials: { webhookSecrets } })
  })

  it.each<[string, Partial<EnteredStripeCredentials>, string]>([
    [
      "a publishable key",
      { secretKey: "pk_test_0123456789-SECRET" },
      "secretKey must begin with sk_test_, rk_test_, sk_live_ or rk_live_",
    ],
    [
      "a key with a blank",
      { secretKey: "sk_test_0123456789 SECRET" },
      "secretKey must have only letters, digits and _",
    ],
    [
      "a key cut short",
      { secretKey: "sk_test_SECRET" },
      "secretKey is too short: at least 8 letters or digits follow sk_test_ or whatever it begins with",
    ],
    ["a key twice", { secretKey: "sk_test_SECRET".repeat(20) }, "secretKey is too long: copy the key alone"],
    ["another signing secret", { webhookSecret: "SECRET" }, "webhookSecret must begin with whsec_"],
    [
      "a signing secret cut short",
      { webhookSecret: "whsec_SECRET" },
      "webhookSecret is too short: at least 8 letters or digits follow whsec_",
    ],
    [
      "an older one alone",
      { webhookSecret: undefined, webhookSecretBefore: "whsec_SECRET12" },
      "webhookSecret is missing: it is the one that follows the one before",
    ],
  ])("with %s are refused without being repeated", (_name, wrong, says) => {
    const read = readStripeCredentials({ ...good, ...wrong })
    expect(read.ok || read.faults.map((fault) => `${fault.name} ${fault.says}`)).toEqual([says])
    expect(JSON.stringify(read)).not.toContain("SECRET")
  })
})

it("what is written is read again, and nothing else", () => {
  expect(openStripeCredentials(writeStripeCredentials(kept))).toEqual(kept)
  expect(openStripeCredentials("{}")).toBeNull()
  expect(openStripeCredentials("no JSON")).toBeNull()
})
