import { pino } from "pino"
import { describe, expect, it } from "vitest"
import { buildTestSite, nowhere, testPaymentId } from "#tests/demo-site/site.ts"

describe("the request log", () => {
  it("names the route and nothing of the payee's", async () => {
    const lines: string[] = []
    const log = pino({ level: "info" }, { write: (line: string) => lines.push(line) })
    const { app } = buildTestSite(nowhere, { log })
    await app.request(`/cy/return?payment=${testPaymentId}`, {
      headers: { "user-agent": "a person's browser" },
    })
    const request = lines.map((line) => JSON.parse(line)).find((line) => line.msg === "request")
    expect(request).toMatchObject({ method: "GET", route: "/cy/return", status: 200 })
    expect(lines.join("")).not.toContain(testPaymentId)
    expect(lines.join("")).not.toContain("person")
  })
})
