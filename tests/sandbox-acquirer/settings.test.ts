import { describe, expect, it } from "vitest"
import { readSettings } from "#sandbox-acquirer/settings.ts"

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`
const required = {
  SANDBOX_DATABASE_URL: "postgres://app:pw@127.0.0.1:5432/pay",
  SANDBOX_API_KEY: "sixteen-or-more-characters",
  SANDBOX_NOTIFICATION_URL: "http://127.0.0.1:3000/acquirer/sandbox/notifications",
  SANDBOX_NOTIFICATION_SECRET: secret,
}

describe("readSettings", () => {
  it("has defaults for all but four", () => {
    expect(readSettings(required)).toEqual({
      ok: true,
      settings: {
        host: "127.0.0.1",
        port: 3002,
        publicUrl: "http://localhost:3002",
        databaseUrl: required.SANDBOX_DATABASE_URL,
        apiKey: required.SANDBOX_API_KEY,
        notificationUrl: required.SANDBOX_NOTIFICATION_URL,
        notificationSecret: secret,
        stripe: { secretKey: expect.stringMatching(/^sk_test_[0-9a-f]{48}$/), receiver: null },
        control: false,
        logLevel: "info",
      },
    })
  })

  it("takes what is given", () => {
    const read = readSettings({
      ...required,
      SANDBOX_ACQUIRER_HOST: "0.0.0.0",
      SANDBOX_ACQUIRER_PORT: "4002",
      SANDBOX_ACQUIRER_URL: "https://bank.example/",
      SANDBOX_CONTROL: "on",
      LOG_LEVEL: "warn",
    })
    expect(read).toMatchObject({
      settings: {
        host: "0.0.0.0",
        port: 4002,
        publicUrl: "https://bank.example",
        control: true,
        logLevel: "warn",
      },
    })
  })

  it("the key and secret of Stripe's face follow from the API key, where none are set", () => {
    const stripe = (over: object) => {
      const read = readSettings({
        ...required,
        SANDBOX_STRIPE_WEBHOOK_URL: "http://127.0.0.1:3000/",
        ...over,
      })
      return read.ok ? read.settings.stripe : null
    }
    expect(stripe({})).toEqual(stripe({}))
    expect(stripe({})?.secretKey).not.toBe(
      stripe({ SANDBOX_API_KEY: "another-key-of-the-sandbox" })?.secretKey,
    )
    expect(stripe({})?.receiver?.secret).toMatch(/^whsec_[0-9a-f]{48}$/)
    expect(
      stripe({
        SANDBOX_STRIPE_SECRET_KEY: "sk_test_sixteen0or0more0",
        SANDBOX_STRIPE_WEBHOOK_SECRET: "whsec_sixteen0or0more0",
      }),
    ).toEqual({
      secretKey: "sk_test_sixteen0or0more0",
      receiver: { url: "http://127.0.0.1:3000/", secret: "whsec_sixteen0or0more0" },
    })
  })

  it.each(Object.keys(required))("%s is required", (name) => {
    expect(readSettings({ ...required, [name]: undefined })).toEqual({
      ok: false,
      message: `${name} is required`,
    })
  })

  it.each([
    ["SANDBOX_ACQUIRER_HOST", ""],
    ["SANDBOX_ACQUIRER_PORT", "http"],
    ["SANDBOX_ACQUIRER_PORT", "70000"],
    ["SANDBOX_ACQUIRER_URL", "bank.example"],
    ["SANDBOX_ACQUIRER_URL", "https://bank.example/path"],
    ["SANDBOX_DATABASE_URL", "mysql://127.0.0.1/pay"],
    ["SANDBOX_API_KEY", "short"],
    ["SANDBOX_NOTIFICATION_URL", "ftp://127.0.0.1/"],
    ["SANDBOX_NOTIFICATION_SECRET", "whsec_c2hvcnQ="],
    ["SANDBOX_NOTIFICATION_SECRET", "no-prefix-but-long-enough-to-be-a-secret"],
    ["SANDBOX_STRIPE_SECRET_KEY", "sk_live_sixteen0or0more0"],
    ["SANDBOX_STRIPE_WEBHOOK_URL", "ftp://127.0.0.1/"],
    ["SANDBOX_STRIPE_WEBHOOK_SECRET", "whsec_short"],
    ["SANDBOX_CONTROL", "yes"],
    ["LOG_LEVEL", "loud"],
  ])("refuses %s=%s by name, without the value", (name, value) => {
    const read = readSettings({ ...required, [name]: value })
    const message = read.ok ? "" : read.message
    expect(message).toMatch(new RegExp(`^${name} must`))
    expect(message).not.toContain("\n")
    if (value.length > 5) expect(message).not.toContain(value)
  })
})
