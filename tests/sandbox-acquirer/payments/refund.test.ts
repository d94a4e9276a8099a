import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

const refund = (id: string, amount: number, refund_id: string = randomUUID()) =>
  sandbox.api("POST", `/api/payments/${id}/refunds`, { refund_id, amount })

describe("refund", () => {
  it("sends money back in parts, never more than captured", async () => {
    const { payment } = await sandbox.pay()
    expect((await refund(payment.id, 10_000, "re-1")).body).toMatchObject({
      payment_id: payment.id,
      refund_id: "re-1",
      amount: 10_000,
      status: "succeeded",
    })
    expect(await refund(payment.id, 8_241)).toMatchObject({
      status: 409,
      body: { error: { code: "amount_too_large" } },
    })
    expect((await refund(payment.id, 8_240)).status).toBe(200)
    expect((await sandbox.effects(payment.reference)).refund).toEqual({ count: 2, amount: 18_240 })
    expect((await sandbox.fetchPayment(payment.id)).refunds.map(({ amount }) => amount).sort()).toEqual([
      10_000, 8_240,
    ])
  })

  it("twenty at once never exceed the capture", async () => {
    const { payment } = await sandbox.pay()
    await Promise.all(Array.from({ length: 20 }, () => refund(payment.id, 5_000)))
    expect((await sandbox.effects(payment.reference)).refund).toEqual({ count: 3, amount: 15_000 })
  })

  it("one refund id makes one refund under any key", async () => {
    const { payment } = await sandbox.pay()
    const first = await refund(payment.id, 500, "re-2")
    expect(await refund(payment.id, 500, "re-2")).toEqual(first)
    expect((await refund(payment.id, 501, "re-2")).body.error.code).toBe("refund_id_used")
    expect((await sandbox.effects(payment.reference)).refund).toEqual({ count: 1, amount: 500 })
  })

  it("needs captured money", async () => {
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    expect(await refund(payment.id, 1)).toMatchObject({
      status: 409,
      body: { error: { code: "not_possible" } },
    })
    expect((await refund("pay_none", 1)).status).toBe(404)
  })

  it.each([0, -1, 1.5])("refuses the amount %d", async (amount) => {
    const { payment } = await sandbox.pay()
    expect((await refund(payment.id, amount)).body.error.code).toBe("invalid_request")
  })
})
