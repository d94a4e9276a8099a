import { afterAll, beforeAll, expect, it } from "vitest"
import { announce } from "#sandbox-acquirer/notifications/outbox.ts"
import { lockPayment } from "#sandbox-acquirer/payments/payment.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

it("a change that is rolled back is not told", async () => {
  const { id } = await sandbox.prepare()
  const change = sandbox.sql.begin(async (tx) => {
    const payment = await lockPayment(tx, id)
    if (!payment) throw new Error("no payment")
    const write = { tx, now: sandbox.now(), idempotencyKey: null, notifyFault: null }
    await announce(write, payment, "payment.closed")
    throw new Error("rolled back")
  })
  await expect(change).rejects.toThrow("rolled back")
  expect(await sandbox.sql`SELECT id FROM notification WHERE payment_id = ${id}`).toHaveLength(0)
})
