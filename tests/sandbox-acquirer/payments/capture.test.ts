import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

const capture = (id: string, amount: number) =>
  sandbox.api("POST", `/api/payments/${id}/captures`, { amount })

describe("capture", () => {
  it("takes the whole authorisation", async () => {
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    const reply = await capture(payment.id, 18_240)
    expect(reply).toMatchObject({ status: 200, body: { status: "captured", captured: 18_240 } })
    expect(await sandbox.effects(payment.reference)).toEqual({
      charge: { count: 1, amount: 18_240 },
      capture: { count: 1, amount: 18_240 },
    })
  })

  it("releases what it does not take", async () => {
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    expect((await capture(payment.id, 10_000)).body.captured).toBe(10_000)
    expect(await sandbox.effects(payment.reference)).toMatchObject({ release: { count: 1, amount: 8_240 } })
  })

  it("more than authorised is refused", async () => {
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    const reply = await capture(payment.id, 18_241)
    expect(reply).toMatchObject({ status: 409, body: { error: { code: "amount_too_large" } } })
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("authorised")
  })

  it("happens once", async () => {
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    const replies = await Promise.all([capture(payment.id, 5_000), capture(payment.id, 5_000)])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await sandbox.effects(payment.reference)).capture).toEqual({ count: 1, amount: 5_000 })
  })

  it("needs an authorisation that still stands", async () => {
    const open = await sandbox.prepare({ capture_mode: "manual" })
    expect((await capture(open.id, 1)).body.error.code).toBe("not_possible")
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    sandbox.advance(7 * 86_400_000)
    expect((await capture(payment.id, 1)).body.error.code).toBe("not_possible")
    expect((await capture("pay_none", 1)).status).toBe(404)
  })
})
