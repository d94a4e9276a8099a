import { randomUUID } from "node:crypto"
import { pino } from "pino"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { buildSandboxAcquirer } from "#sandbox-acquirer/app.ts"
import { apiKey, type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

describe("control", () => {
  it.each([
    { operation: "fly", fault: "429" },
    { operation: "authorise", fault: "explode" },
    { operation: "authorise", fault: "429", times: 0 },
    { operation: "authorise", fault: "429", payment: "x" },
  ])("refuses the plan %o", async (plan) => {
    expect((await sandbox.api("POST", "/control/faults", plan)).status).toBe(400)
  })

  it("forgets planned faults", async () => {
    expect(await sandbox.planFault("prepare", "500-before")).toBe(201)
    expect((await sandbox.api("DELETE", "/control/faults")).body).toEqual({ forgotten: 1 })
    expect((await sandbox.api("POST", "/api/payments", sandbox.prepareBody())).status).toBe(201)
  })

  it("counts effects per reference and per key", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment)
    const key = randomUUID()
    await sandbox.authorise(payment, token, key)
    const { body } = await sandbox.api("GET", "/control/effects")
    const row = { kind: "charge", count: 1, amount: payment.amount }
    expect(body).toMatchObject({
      by_reference: expect.arrayContaining([{ reference: payment.reference, ...row }]),
      by_idempotency_key: expect.arrayContaining([{ idempotency_key: key, ...row }]),
    })
  })

  it("resends a notification, even one that was never to be sent", async () => {
    await sandbox.planFault("authorise", "notify-never")
    const { payment } = await sandbox.pay()
    await sandbox.sandbox.runDue()
    const told = () => sandbox.receiver.received.filter(({ pointer }) => pointer.payment_id === payment.id)
    expect(told()).toHaveLength(0)
    const { body } = await sandbox.api("GET", `/control/notifications?reference=${payment.reference}`)
    const [{ id }] = (body as unknown as { notifications: [{ id: string }] }).notifications
    expect((await sandbox.api("POST", `/control/notifications/${id}/resend`)).status).toBe(202)
    await sandbox.sandbox.runDue()
    expect(told().map(({ pointer }) => pointer.id)).toEqual([id])
    expect((await sandbox.api("POST", "/control/notifications/evt_none/resend")).status).toBe(404)
  })

  it("moves the clock on and does what has become due, before it answers", async () => {
    const { payment } = await sandbox.pay({ card_number: "4000000000007726" })
    await sandbox.api("POST", `/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 1 })
    await sandbox.pay({ card_number: "4000000000000259" }, { reference: "disputed" })
    const { status, body } = await sandbox.api("POST", "/control/clock", { advance_ms: 86_400_000 })
    expect({ status, body }).toEqual({ status: 200, body: { now: "2026-11-24T10:00:00.000Z" } })
    expect((await sandbox.fetchPayment(payment.id)).refunds).toMatchObject([{ status: "succeeded" }])
    const { payments } = (await sandbox.api("GET", "/api/payments?reference=disputed")).body as unknown as {
      payments: { disputes: { opened_at: string }[] }[]
    }
    expect(payments).toMatchObject([{ disputes: [{ opened_at: "2026-11-24T10:00:00.000Z" }] }])
  })

  it("leaves the time on notifications real, which receivers check", async () => {
    await sandbox.api("POST", "/control/clock", { advance_ms: 3_600_000 })
    const { payment } = await sandbox.pay()
    await sandbox.sandbox.runDue()
    const told = sandbox.receiver.received.find(({ pointer }) => pointer.payment_id === payment.id)
    expect(Number(told?.headers["webhook-timestamp"])).toBe(sandbox.now().getTime() / 1_000)
    expect(Date.parse(told?.pointer.occurred_at ?? "")).toBeGreaterThan(sandbox.now().getTime())
  })

  it.each([{}, { advance_ms: -1 }, { advance_ms: 0.5 }, { advance_ms: 400 * 86_400_000 }, { to: "now" }])(
    "refuses the clock %o",
    async (body) => {
      expect((await sandbox.api("POST", "/control/clock", body)).status).toBe(400)
    },
  )

  it("does not exist unless asked for", async () => {
    const { app } = buildSandboxAcquirer({
      sql: sandbox.sql,
      clock: sandbox.now,
      log: pino({ level: "silent" }),
      publicUrl: "http://127.0.0.1:3002",
      apiKey,
      receiver: { url: sandbox.receiver.url, secret: "whsec_" },
      control: false,
    })
    const headers = { authorization: `Bearer ${apiKey}` }
    expect((await app.request("/control/effects", { headers })).status).toBe(404)
    for (const path of ["faults", "clock", "disputes", "charges", "refunds", "forget"]) {
      expect((await app.request(`/control/${path}`, { method: "POST", headers })).status).toBe(404)
    }
  })
})
