import { describe, expect, it } from "vitest"
import { pick, readSettings } from "#commands/settings.ts"

function settingsFrom(environment: Record<string, string>) {
  const read = readSettings(environment)
  if (!read.ok) throw new Error(read.problem)
  return read.settings
}

describe("settings", () => {
  it("have a default for everything", () => {
    const settings = settingsFrom({})
    expect(settings.ports).toEqual({ checkout: 3000, demo: 3001, sandboxAcquirer: 3002, worker: 3003 })
    expect(settings.urls.checkout).toBe("http://localhost:3000")
    expect(settings.databaseUrl).toBeNull()
    expect(settings.dataFolder).toMatch(/\.data$/)
  })

  it("move an address with its port", () => {
    const settings = settingsFrom({ DEMO_PORT: "4001", CHECKOUT_URL: "https://pay.example/" })
    expect(settings.urls).toEqual({
      checkout: "https://pay.example",
      demo: "http://localhost:4001",
      sandboxAcquirer: "http://localhost:3002",
    })
  })

  it("share one database unless told otherwise", () => {
    const url = "postgres://owner@127.0.0.1/civic"
    expect(settingsFrom({ DATABASE_URL: url }).sandboxDatabaseUrl).toBe(url)
    const own = "postgres://sandbox@127.0.0.1/sandbox"
    expect(settingsFrom({ DATABASE_URL: url, SANDBOX_DATABASE_URL: own }).sandboxDatabaseUrl).toBe(own)
  })

  it.each([
    ["CHECKOUT_PORT", "http"],
    ["CHECKOUT_PORT", "0"],
    ["WORKER_PORT", "65536"],
    ["DEMO_URL", "http://localhost:3001/demo"],
    ["DEMO_URL", "ftp://localhost"],
    ["DATABASE_URL", "mysql://secret@127.0.0.1/civic"],
    ["DATA_FOLDER", ""],
  ])("refuse a wrong %s, %j, without repeating it", (name, value) => {
    const read = readSettings({ [name]: value })
    expect(read).toMatchObject({ ok: false, problem: expect.stringContaining(name) })
    if (!read.ok && value !== "") expect(read.problem).not.toContain(value)
  })

  it("refuse the same port twice", () => {
    expect(readSettings({ DEMO_PORT: "3003" })).toEqual({
      ok: false,
      problem: "DEMO_PORT and WORKER_PORT must differ",
    })
  })

  it("pick only what has a value", () => {
    expect(pick({ A: "1", B: undefined, C: "3" }, ["A", "B"])).toEqual({ A: "1" })
  })
})

describe("the demo council's acquirer", () => {
  const keys = { STRIPE_SECRET_KEY: "sk_test_1", STRIPE_WEBHOOK_SECRET: "whsec_1" }

  it.each([
    [{}, { kind: "sandbox" }],
    [keys, { kind: "sandbox" }],
    [{ DEMO_ACQUIRER: "stripe-sandbox" }, { kind: "stripe-sandbox" }],
    [
      { DEMO_ACQUIRER: "stripe", ...keys },
      { kind: "stripe", secretKey: "sk_test_1", webhookSecret: "whsec_1" },
    ],
    [
      { DEMO_ACQUIRER: "stripe", STRIPE_SECRET_KEY: "sk_test_1" },
      { kind: "stripe", secretKey: "sk_test_1", webhookSecret: null },
    ],
  ])("by %j", (environment, demoAcquirer) => {
    expect(readSettings(environment)).toMatchObject({ ok: true, settings: { demoAcquirer } })
  })

  it("is not Stripe without a key, nor anybody unknown", () => {
    const missing = "DEMO_ACQUIRER=stripe needs STRIPE_SECRET_KEY: a key of Stripe's test mode"
    expect(readSettings({ DEMO_ACQUIRER: "stripe", STRIPE_WEBHOOK_SECRET: "whsec_1" })).toEqual({
      ok: false,
      problem: missing,
    })
    expect(readSettings({ DEMO_ACQUIRER: "bank" })).toMatchObject({
      ok: false,
      problem: expect.stringContaining("must be sandbox, stripe or stripe-sandbox"),
    })
  })
})
