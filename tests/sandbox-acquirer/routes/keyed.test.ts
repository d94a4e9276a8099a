import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

it("a replay meets no fault: it is left for the next call", async () => {
  const body = sandbox.prepareBody()
  const key = randomUUID()
  const prepare = (under: string) => sandbox.api("POST", "/api/payments", body, under)
  const first = await prepare(key)
  await sandbox.planFault("prepare", "500-before")
  expect(await prepare(key)).toEqual(first)
  expect((await prepare(randomUUID())).status).toBe(500)
  expect((await prepare(randomUUID())).status).toBe(201)
})

it("a body that is refused meets no fault either", async () => {
  await sandbox.planFault("prepare", "500-before")
  expect((await sandbox.api("POST", "/api/payments", { amount: 1 })).status).toBe(400)
  expect((await sandbox.api("DELETE", "/control/faults")).body).toEqual({ forgotten: 1 })
})

it("a failure before the effect is not stored under the key", async () => {
  const key = randomUUID()
  const body = sandbox.prepareBody()
  await sandbox.planFault("prepare", "500-before")
  expect((await sandbox.api("POST", "/api/payments", body, key)).status).toBe(500)
  expect((await sandbox.api("POST", "/api/payments", body, key)).status).toBe(201)
})

it("answer-twice: handled as if sent again on the way, it has one effect and one answer", async () => {
  const payment = await sandbox.prepare()
  const { token = "" } = await sandbox.enterCard(payment, {
    cardholder_name: "FAULT authorise answer-twice",
  })
  const key = randomUUID()
  const first = await sandbox.authorise(payment, token, key)
  expect(first).toMatchObject({ status: 200, body: { status: "captured" } })
  expect(await sandbox.authorise(payment, token, key)).toEqual(first)
  expect(await sandbox.effects(payment.reference)).toEqual({ charge: { count: 1, amount: payment.amount } })
  await sandbox.sandbox.runDue()
  expect(sandbox.receiver.received.filter(({ pointer }) => pointer.payment_id === payment.id)).toHaveLength(1)
})

describe("forget-key", () => {
  it("loses the answer; the same key again is a new request, which charges nothing", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment, {
      cardholder_name: "FAULT authorise forget-key",
    })
    const key = randomUUID()
    expect((await sandbox.authorise(payment, token, key)).status).toBe(504)
    expect(await sandbox.authorise(payment, token, key)).toMatchObject({
      status: 409,
      body: { error: { code: "not_possible" } },
    })
    expect(await sandbox.fetchPayment(payment.id)).toMatchObject({ status: "captured" })
    expect(await sandbox.effects(payment.reference)).toEqual({ charge: { count: 1, amount: payment.amount } })
  })

  it("keeps a refund one, by the caller's refund id", async () => {
    const { payment } = await sandbox.pay({ cardholder_name: "FAULT refund forget-key" })
    const key = randomUUID()
    const refund = () =>
      sandbox.api("POST", `/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 500 }, key)
    expect([(await refund()).status, (await refund()).status]).toEqual([504, 200])
    expect((await sandbox.effects(payment.reference)).refund).toEqual({ count: 1, amount: 500 })
  })
})
