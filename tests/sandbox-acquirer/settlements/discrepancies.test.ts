import { afterAll, beforeAll, expect, it } from "vitest"
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

it("a line can be made to err, its payout with it, the payment not", async () => {
  const { payment } = await sandbox.pay()
  const [line] = (await books.booksOf(today)).lines
  const path = `/control/settlement-lines/${line?.id}`
  expect(await books.post(path, { gross: 18_340 })).toEqual({
    status: 200,
    body: { id: line?.id, gross: 18_340, fee: 227, net: 18_113 },
  })
  expect((await sandbox.fetchPayment(payment.id)).captured).toBe(18_240)
  sandbox.advance(2 * 86_400_000)
  expect((await books.booksOf("2026-11-25")).payouts).toMatchObject([{ amount: 18_113 }])
})

it("everything about a reference can be missing", async () => {
  const { payment } = await sandbox.pay()
  const day = sandbox.now().toISOString().slice(0, 10)
  await books.post(`/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 5 })
  const { reference } = payment
  expect(await books.post("/control/forget", { reference })).toEqual({ status: 200, body: { forgotten: 2 } })
  expect(await books.linesOf(payment.id, day)).toEqual([])
  expect(await sandbox.fetchPayment(payment.id)).toMatchObject({
    status: "captured",
    refunds: [{ amount: 5 }],
  })
})

it.each([
  ["settlement-lines/stl_none", { gross: 1 }, 404],
  ["settlement-lines/stl_none", { gross: 1.5 }, 400],
  ["settlement-lines/stl_none", {}, 400],
  ["forget", { reference: "" }, 400],
  ["forget", { reference: "none" }, 200],
])("%s %o: %d", async (path, body, status) => {
  expect((await books.post(`/control/${path}`, body)).status).toBe(status)
})
