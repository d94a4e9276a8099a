import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

const voidPayment = (id: string) => sandbox.api("POST", `/api/payments/${id}/voids`, {})

describe("void", () => {
  it("an open payment can no longer be paid", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment)
    expect(await voidPayment(payment.id)).toMatchObject({ status: 200, body: { status: "closed" } })
    expect((await sandbox.authorise(payment, token)).body.error.code).toBe("not_possible")
    expect(await sandbox.effects(payment.reference)).toEqual({})
  })

  it("ends a challenge, whose answer then changes nothing", async () => {
    const { payment, reply } = await sandbox.pay({ card_number: "4000000000003220" })
    expect((await voidPayment(payment.id)).body.status).toBe("closed")
    await sandbox.decide(reply.body, "approve")
    expect(await sandbox.fetchPayment(payment.id)).toMatchObject({ status: "closed", captured: 0 })
  })

  it("releases an authorisation", async () => {
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    expect((await voidPayment(payment.id)).body.status).toBe("closed")
    expect((await sandbox.effects(payment.reference)).release).toEqual({ count: 1, amount: 18_240 })
  })

  it("is not possible once captured", async () => {
    const { payment } = await sandbox.pay()
    expect(await voidPayment(payment.id)).toMatchObject({
      status: 409,
      body: { error: { code: "not_possible" } },
    })
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("captured")
  })

  it("a closed payment stays closed", async () => {
    const { payment } = await sandbox.pay({ card_number: "4000000000000002" })
    expect((await voidPayment(payment.id)).status).toBe(200)
    expect(await sandbox.fetchPayment(payment.id)).toMatchObject({
      status: "closed",
      last_refusal: "generic_decline",
    })
  })

  it("against an authorisation at the same moment, one wins", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment)
    const [voided, paid] = await Promise.all([voidPayment(payment.id), sandbox.authorise(payment, token)])
    expect([voided.status, paid.status].sort()).toEqual([200, 409])
    const { charge } = await sandbox.effects(payment.reference)
    expect(charge?.count ?? 0).toBe(paid.status === 200 ? 1 : 0)
  })

  it("an unknown payment is not found", async () => {
    expect((await voidPayment("pay_none")).status).toBe(404)
  })
})
