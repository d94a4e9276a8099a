import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { policyReportRoutes } from "#routes/security/policy-reports.ts"
import { testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

const { url } = await createTestDatabase()
const outside = testOutside({ databaseUrl: url })
const routes = policyReportRoutes(outside)

beforeEach(() => {
  outside.lines.length = 0
  outside.clock.advance(24 * 3_600_000)
})
afterAll(() => outside.close())

async function send(body: unknown): Promise<number> {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return (await routes.request("/policy-reports", { method: "POST", body: text })).status
}

const report = {
  type: "csp-violation",
  body: {
    effectiveDirective: "script-src-elem",
    blockedURL: "https://evil.example/a.js",
    documentURL: "https://pay.example/p/arwel-vale/council-tax",
  },
}
const old = {
  "csp-report": {
    "violated-directive": "img-src 'self'",
    "blocked-uri": "inline",
    "document-uri": "https://pay.example/pay",
  },
}

async function kept() {
  const day = new Date(outside.clock.now()).toISOString().slice(0, 10)
  const rows = await outside.db.execute<Record<string, unknown>>(
    `select directive, blocked, page, count from policy_violation where day = '${day}' order by directive`,
  )
  return [...rows]
}

describe("what browsers stopped", () => {
  it("is counted by kind and day, and warned of once", async () => {
    expect([await send([report]), await send([report, report]), await send(old)]).toEqual([204, 204, 204])
    expect(await kept()).toEqual([
      { directive: "img-src", blocked: "inline", page: "/pay", count: 1 },
      {
        directive: "script-src-elem",
        blocked: "https://evil.example",
        page: "/p/arwel-vale/council-tax",
        count: 3,
      },
    ])
    expect(outside.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      "warn a browser stopped something on a page",
      "warn a browser stopped something on a page",
    ])
  })

  it("is not believed of other sites, and nonsense is kept nowhere", async () => {
    const strange = { ...report, body: { ...report.body, documentURL: "https://evil.example/" } }
    for (const body of ["no JSON", "{}", [], [{ type: "deprecation" }], [strange]]) {
      expect(await send(body)).toBe(204)
    }
    expect(await send("x".repeat(17 * 1024))).toBe(413)
    expect(await kept()).toEqual([])
  })

  it("fills no database: twenty of a request and five hundred kinds of a day", async () => {
    const kinds = Array.from({ length: 26 }, (_, index) => ({
      ...report,
      body: { ...report.body, effectiveDirective: `made-up-${String.fromCharCode(97 + index)}` },
    }))
    await send(kinds)
    expect(await kept()).toHaveLength(20)
    for (let page = 0; page < 30; page += 1) {
      const documentURL = `https://pay.example/p/${page}`
      await send(kinds.map((one) => ({ ...one, body: { ...one.body, documentURL } })))
    }
    expect(await kept()).toHaveLength(500)
  })
})
