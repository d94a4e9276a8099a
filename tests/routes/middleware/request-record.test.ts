import { Hono } from "hono"
import { describe, expect, it } from "vitest"
import type { LogFields } from "#ports/log.ts"
import { requestRecord } from "#routes/middleware/request-record.ts"
import { FixedClock } from "#tests/support/outside.ts"

function recorded() {
  const lines: LogFields[] = []
  const clock = new FixedClock()
  const log = { info: (fields: LogFields) => void lines.push(fields), warn: () => {}, error: () => {} }
  const ids = { next: () => "0".repeat(26), fraction: () => 0 }
  const record = requestRecord({ clock, ids, log })
  const inner = new Hono().use(record).get("/pay/:capability", (c) => {
    clock.advance(12)
    return c.text("page")
  })
  const app = new Hono()
    .use(record)
    .route("/", inner)
    .get("/broken", () => {
      throw new Error("zq9secret")
    })
    .onError((_, c) => c.text("fault", 500))
  return { app, lines }
}

describe("requestRecord", () => {
  it("writes one line that names the template", async () => {
    const { app, lines } = recorded()
    const response = await app.request("/pay/zq9secret?token=zq9secret")
    expect(response.headers.get("Request-Id")).toBe(`req_${"0".repeat(26)}`)
    expect(lines).toEqual([
      {
        request_id: `req_${"0".repeat(26)}`,
        route: "/pay/:capability",
        method: "GET",
        status: 200,
        duration_ms: 12,
        key_id: undefined,
      },
    ])
  })

  it("records paths and errors that nobody foresaw", async () => {
    const { app, lines } = recorded()
    await app.request("/zq9secret")
    await app.request("/broken")
    expect(lines.map(({ status }) => status)).toEqual([404, 500])
    expect(JSON.stringify(lines)).not.toContain("zq9secret")
  })
})
