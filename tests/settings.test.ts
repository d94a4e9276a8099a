import { describe, expect, it } from "vitest"
import { readSettings } from "#checkout-server/settings.ts"

const needed = {
  DATABASE_URL: "postgres://someone:secret@127.0.0.1:5432/civic_pay",
  CIVIC_PAY_SECRETS_KEY: Buffer.from(new Uint8Array(32).fill(7)).toString("base64"),
  SANDBOX_API_KEY: "0123456789abcdef",
  SANDBOX_NOTIFICATION_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}

function faultsOf(facts: Record<string, string | undefined>): readonly string[] {
  const read = readSettings({ ...needed, ...facts })
  return read.ok ? [] : read.faults
}

describe("the settings", () => {
  it("need four values and know the rest", () => {
    expect(readSettings(needed)).toEqual({
      ok: true,
      settings: {
        ...needed,
        CIVIC_PAY_SECRETS_KEY: new Uint8Array(32).fill(7),
        CHECKOUT_URL: "http://localhost:3000",
        CHECKOUT_HOST: "127.0.0.1",
        CHECKOUT_PORT: 3000,
        WORKER_HOST: "127.0.0.1",
        WORKER_PORT: 3003,
        SANDBOX_ACQUIRER_URL: "http://localhost:3002",
        ACQUIRER_TIMEOUT_SECONDS: 50,
        WEBHOOK_LOOPBACK: "off",
        LOG_LEVEL: "info",
      },
    })
  })

  it.each(Object.keys(needed))("name %s when it is missing", (name) => {
    expect(faultsOf({ [name]: undefined })).toEqual([`${name} is missing`])
  })

  it("name all that is missing at once", () => {
    const read = readSettings({})
    expect(read.ok ? [] : read.faults).toEqual(Object.keys(needed).map((name) => `${name} is missing`))
  })

  it.each([
    ["DATABASE_URL", "mysql://127.0.0.1/x"],
    ["CIVIC_PAY_SECRETS_KEY", "c2hvcnQ="],
    ["CIVIC_PAY_SECRETS_KEY", `${"A".repeat(44)}`],
    ["SANDBOX_API_KEY", "short"],
    ["SANDBOX_NOTIFICATION_SECRET", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ["CHECKOUT_URL", "https://pay.example/"],
    ["CHECKOUT_URL", "https://pay.example/path"],
    ["CHECKOUT_URL", "ftp://pay.example"],
    ["SANDBOX_ACQUIRER_URL", "localhost"],
    ["CHECKOUT_PORT", "65536"],
    ["CHECKOUT_PORT", "-1"],
    ["WORKER_PORT", "80x"],
    ["ACQUIRER_TIMEOUT_SECONDS", "00"],
    ["ACQUIRER_TIMEOUT_SECONDS", "1.5"],
    ["ACQUIRER_TIMEOUT_SECONDS", "1000"],
    ["WEBHOOK_LOOPBACK", "yes"],
    ["LOG_LEVEL", "loud"],
  ])("refuse %s=%s by name, without repeating it", (name, value) => {
    const faults = faultsOf({ [name]: value })
    expect(faults.length).toBeGreaterThan(0)
    for (const fault of faults) {
      expect(fault).toMatch(new RegExp(`^${name} must `))
      expect(fault).not.toContain(value)
    }
  })
})
