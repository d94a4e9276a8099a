import { afterAll, beforeAll, expect, it } from "vitest"
import { amountLeft } from "#sandbox-acquirer/payments/amount-left.ts"
import { lockPayment } from "#sandbox-acquirer/payments/payment.ts"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

function left(paymentId: string): Promise<number> {
  return sandbox.sql.begin(async (tx) => {
    const payment = await lockPayment(tx, paymentId)
    if (!payment) throw new Error("no payment")
    return amountLeft(tx, payment)
  })
}

it("counts refunds that stand and disputes that are not won", async () => {
  const { payment } = await sandbox.pay({ card_number: "4000000000005126" })
  const { reference, id } = payment
  expect(await left(id)).toBe(18_240)
  await books.post(`/api/payments/${id}/refunds`, { refund_id: "re", amount: 240 })
  const first = await books.post("/control/disputes", { reference, amount: 1_000 })
  const second = await books.post("/control/disputes", { reference, amount: 2_000 })
  expect(await left(id)).toBe(15_000)
  await books.evidence(first.body.id, "winning_evidence")
  await books.evidence(second.body.id, "losing_evidence")
  expect(await left(id)).toBe(16_000)
  sandbox.advance(10_000)
  await sandbox.sandbox.runDue()
  expect(await left(id)).toBe(16_240)
})

it("is nothing, never less, where a bank takes what was refunded", async () => {
  const { payment } = await sandbox.pay()
  await books.post(`/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 18_240 })
  await books.post("/control/disputes", { reference: payment.reference, amount: 18_240 })
  expect(await left(payment.id)).toBe(0)
})
