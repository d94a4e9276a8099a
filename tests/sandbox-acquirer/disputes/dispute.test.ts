import { afterAll, beforeAll, expect, it } from "vitest"
import { lockDispute, paymentOfDispute } from "#sandbox-acquirer/disputes/dispute.ts"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

const today = "2026-11-23"

async function disputed(amount = 5_000) {
  const { payment } = await sandbox.pay()
  const { body } = await books.post("/control/disputes", { reference: payment.reference, amount })
  return { payment, dispute: body }
}

it("won, the money comes back once, and may be refunded", async () => {
  const { payment, dispute } = await disputed()
  const refund = { refund_id: "re", amount: 18_240 }
  expect((await books.post(`/api/payments/${payment.id}/refunds`, refund)).status).toBe(409)
  await Promise.all(
    Array.from({ length: 5 }, () => books.post(`/control/disputes/${dispute.id}`, { status: "won" })),
  )
  expect(await books.linesOf(payment.id, today)).toEqual([
    "dispute -5000",
    "dispute_won 5000",
    "payment 18240",
  ])
  expect((await books.post(`/api/payments/${payment.id}/refunds`, refund)).status).toBe(200)
})

it("lost, nothing moves any more, and the rest alone may be refunded", async () => {
  const { payment, dispute } = await disputed()
  await books.post(`/control/disputes/${dispute.id}`, { status: "lost" })
  expect(await books.linesOf(payment.id, today)).toEqual(["dispute -5000", "payment 18240"])
  const refund = (amount: number) =>
    books.post(`/api/payments/${payment.id}/refunds`, { refund_id: `re-${amount}`, amount })
  expect((await refund(13_241)).status).toBe(409)
  expect((await refund(13_240)).status).toBe(200)
})

it("each step is told", async () => {
  const { payment, dispute } = await disputed()
  await books.post(`/control/disputes/${dispute.id}`, { status: "under_review" })
  await books.post(`/control/disputes/${dispute.id}`, { status: "lost" })
  await sandbox.sandbox.runDue()
  const told = sandbox.receiver.received.filter(({ pointer }) => pointer.payment_id === payment.id)
  expect(told.map(({ pointer }) => pointer.type).sort()).toEqual([
    "dispute.closed",
    "dispute.opened",
    "dispute.updated",
    "payment.captured",
  ])
})

it("an unknown dispute has no payment", async () => {
  expect(await paymentOfDispute(sandbox.sql, "dsp_none")).toBeNull()
  expect(await sandbox.sql.begin((tx) => lockDispute(tx, "dsp_none"))).toBeNull()
})
