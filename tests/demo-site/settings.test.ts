import { describe, expect, it } from "vitest"
import { readSettings } from "#demo-site/settings.ts"
import { testKey, testSecret } from "./site.ts"

const needed = { CIVIC_PAY_API_KEY: testKey, CIVIC_PAY_WEBHOOK_SECRET: testSecret }

describe("the demo site's settings", () => {
  it("need only a key and a secret", () => {
    expect(readSettings(needed)).toEqual({
      ok: true,
      settings: {
        port: 3001,
        host: "127.0.0.1",
        url: "http://localhost:3001",
        folder: null,
        civicPayUrl: "http://localhost:3000",
        apiKey: testKey,
        webhookSecrets: [testSecret],
        logLevel: "info",
      },
    })
  })

  it("drop the slash at the end of an address", () => {
    const read = readSettings({ ...needed, CIVIC_PAY_URL: "https://pay.example/" })
    expect(read).toMatchObject({ ok: true, settings: { civicPayUrl: "https://pay.example" } })
  })

  it("take two secrets while one is replaced", () => {
    const second = `whsec_${"b".repeat(32)}`
    const read = readSettings({ ...needed, CIVIC_PAY_WEBHOOK_SECRET: `${testSecret}, ${second}` })
    expect(read).toMatchObject({ ok: true, settings: { webhookSecrets: [testSecret, second] } })
  })

  it("name every wrong one at once", () => {
    const read = readSettings({ DEMO_PORT: "http" })
    expect(read.ok ? "" : read.problem).toMatch(/DEMO_PORT.*CIVIC_PAY_API_KEY.*CIVIC_PAY_WEBHOOK_SECRET/)
  })

  it.each([
    ["CIVIC_PAY_API_KEY", undefined],
    ["CIVIC_PAY_API_KEY", `civicpay_live_${"a".repeat(49)}`],
    ["CIVIC_PAY_WEBHOOK_SECRET", undefined],
    ["CIVIC_PAY_WEBHOOK_SECRET", "whsec_short"],
    ["CIVIC_PAY_WEBHOOK_SECRET", `${testSecret},`],
    ["CIVIC_PAY_URL", "pay.example"],
    ["CIVIC_PAY_URL", "https://pay.example/folder"],
    ["DEMO_URL", "ftp://localhost"],
    ["DEMO_PORT", "65536"],
    ["DEMO_PORT", "http"],
    ["LOG_LEVEL", "loud"],
  ])("refuse a wrong %s without repeating it", (name, value) => {
    const { [name]: _, ...others } = { ...needed } as Record<string, string>
    const read = readSettings(value === undefined ? others : { ...others, [name]: value })
    expect(read.ok).toBe(false)
    const problem = read.ok ? "" : read.problem
    expect(problem).toContain(name)
    expect(problem).not.toContain("\n")
    expect(problem).not.toContain("a".repeat(49))
  })
})
