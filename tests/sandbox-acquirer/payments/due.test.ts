import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { refundTurnMilliseconds } from "#sandbox-acquirer/payments/refund.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

const types = (reference: string) =>
  sandbox.receiver.received
    .filter(({ pointer }) => pointer.reference === reference)
    .map(({ pointer }) => pointer.type)

async function refunded(card_number: string) {
  const { payment } = await sandbox.pay({ card_number })
  const reply = await sandbox.api("POST", `/api/payments/${payment.id}/refunds`, {
    refund_id: "re",
    amount: 500,
  })
  await sandbox.sandbox.runDue()
  const status = async () => (await sandbox.fetchPayment(payment.id)).refunds[0]?.status
  return { payment, first: reply.body.status, status }
}

describe("what time brings", () => {
  it("a pending refund succeeds", async () => {
    const { payment, first, status } = await refunded("4000000000007726")
    expect(first).toBe("pending")
    sandbox.advance(refundTurnMilliseconds - 1)
    await sandbox.sandbox.runDue()
    expect(await status()).toBe("pending")
    sandbox.advance(1)
    await sandbox.sandbox.runDue()
    expect(await status()).toBe("succeeded")
    expect(types(payment.reference)).toEqual(["payment.captured", "refund.pending", "refund.succeeded"])
  })

  it("a succeeded refund comes back and frees its amount", async () => {
    const { payment, first, status } = await refunded("4000000000005126")
    expect(first).toBe("succeeded")
    sandbox.advance(refundTurnMilliseconds)
    await sandbox.sandbox.runDue()
    expect(await status()).toBe("failed")
    expect(types(payment.reference)).toContain("refund.failed")
    const again = { refund_id: "re-again", amount: payment.amount }
    expect((await sandbox.api("POST", `/api/payments/${payment.id}/refunds`, again)).status).toBe(200)
  })

  it("an open payment closes at its expiry, once", async () => {
    const expires_at = new Date(sandbox.now().getTime() + 1_000).toISOString()
    const payment = await sandbox.prepare({ expires_at })
    sandbox.advance(1_000)
    await sandbox.sandbox.runDue()
    await sandbox.sandbox.runDue()
    expect(types(payment.reference)).toEqual(["payment.closed"])
  })

  it("an authorisation is released after seven days", async () => {
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    sandbox.advance(7 * 86_400_000)
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("closed")
    await sandbox.sandbox.runDue()
    expect((await sandbox.effects(payment.reference)).release).toEqual({
      count: 1,
      amount: payment.amount,
    })
    expect(types(payment.reference)).toEqual(["payment.authorised", "payment.closed"])
  })

  it("old keys are deleted", async () => {
    await sandbox.prepare()
    sandbox.advance(86_400_000)
    await sandbox.sandbox.runDue()
    expect(await sandbox.sql`SELECT key FROM idempotency_key`).toHaveLength(0)
  })
})
