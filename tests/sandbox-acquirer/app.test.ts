import { pino } from "pino"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { buildSandboxAcquirer, describeError } from "#sandbox-acquirer/app.ts"
import { connect } from "#sandbox-acquirer/store/connect.ts"
import { apiKey, type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

describe("the sandbox acquirer", () => {
  it("is live and ready", async () => {
    expect((await sandbox.send("/health/live")).status).toBe(200)
    expect((await sandbox.send("/health/ready")).status).toBe(200)
  })

  it("is live but not ready without its database", async () => {
    const sql = connect("postgres://app:pw@127.0.0.1:1/none")
    const { app } = buildSandboxAcquirer({
      sql,
      clock: sandbox.now,
      log: pino({ level: "silent" }),
      publicUrl: "http://127.0.0.1:3002",
      apiKey,
      receiver: { url: sandbox.receiver.url, secret: "whsec_" },
      control: false,
    })
    expect((await app.request("/health/live")).status).toBe(200)
    expect((await app.request("/health/ready")).status).toBe(503)
    await sql.end()
  })

  it("logs route templates, never what somebody typed", async () => {
    const payment = await sandbox.prepare()
    await sandbox.fetchPayment(payment.id)
    await sandbox.send("/4000056655665556?card=4000056655665556")
    await sandbox.send("/challenges/4000056655665556")
    const log = sandbox.logged.join("\n")
    expect(log).toContain('"route":"/api/payments/:id"')
    expect(log).toContain('"route":"/challenges/:id"')
    expect(log).not.toContain(payment.id)
    expect(log).not.toContain("4000056655665556")
    expect(log).not.toContain(apiKey)
  })

  it("answers what it does not have with a page or a code", async () => {
    const page = await sandbox.send("/nowhere")
    expect(page.status).toBe(404)
    expect(await page.text()).toContain("Page not found")
    const reply = await sandbox.api("GET", "/api/nowhere")
    expect(reply).toEqual({ status: 404, body: { error: { code: "not_found" } } })
  })
})

describe("describeError", () => {
  it("tells a database error by code, not by its row", async () => {
    const error: unknown = await sandbox.sql`SELECT '4000056655665556x'::int`.catch(
      (caught: unknown) => caught,
    )
    expect(JSON.stringify(describeError(error))).not.toContain("4000056655665556")
    expect(describeError(error)).toMatchObject({ error: "PostgresError", code: expect.stringMatching(/^22/) })
  })

  it("tells other errors by their stack", () => {
    expect(describeError(new TypeError("a bug"))).toMatchObject({
      error: "TypeError",
      stack: expect.any(String),
    })
    expect(describeError("thrown text")).toEqual({ error: "string" })
  })
})
