import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type BuiltSandbox, buildTestSandbox, type Payment } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

const today = "2026-11-23"

describe("an unasked charge", () => {
  it("is another payment under the same reference, in the books and told", async () => {
    const { payment } = await sandbox.pay()
    const { reference } = payment
    const { status, body } = await books.post<Payment>("/control/charges", { reference, amount: 777 })
    expect(status).toBe(201)
    expect(body).toMatchObject({ reference, status: "captured", amount: 777, captured: 777, refunds: [] })
    expect(body.id).not.toBe(payment.id)
    expect(await sandbox.effects(reference)).toEqual({ charge: { count: 2, amount: 19_017 } })
    expect(await books.linesOf(body.id, today)).toEqual(["payment 777"])
    await sandbox.sandbox.runDue()
    expect(sandbox.receiver.received.map(({ pointer }) => pointer.payment_id)).toContain(body.id)
  })

  it("complains of nothing, whatever the card", async () => {
    const { payment } = await sandbox.pay({ card_number: "4000000000000259" })
    const { body } = await books.post<Payment>("/control/charges", {
      reference: payment.reference,
      amount: 5,
    })
    sandbox.advance(10_000)
    await sandbox.sandbox.runDue()
    expect(await books.disputesOf(payment.id)).toHaveLength(1)
    expect(await books.disputesOf(body.id)).toEqual([])
  })
})

describe("an unasked refund", () => {
  it("goes by its own id, and under none of the caller's in the books", async () => {
    const { payment } = await sandbox.pay()
    const { reference } = payment
    const { status, body } = await books.post<Payment>("/control/refunds", { reference, amount: 40 })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.stringMatching(/^ref_/),
      payment_id: payment.id,
      refund_id: body.id,
      amount: 40,
      status: "succeeded",
    })
    expect((await sandbox.fetchPayment(payment.id)).refunds).toEqual([body])
    const lines = (await books.booksOf(today)).lines.filter(({ payment_id }) => payment_id === payment.id)
    expect(lines).toContainEqual(expect.objectContaining({ kind: "refund", gross: -40, refund_id: null }))
    expect((await books.post("/control/refunds", { reference, amount: 18_201 })).status).toBe(409)
  })
})

it.each(["charges", "refunds"])("%s need a captured payment and an amount", async (path) => {
  const { reference } = await sandbox.prepare()
  expect((await books.post(`/control/${path}`, { reference, amount: 1 })).status).toBe(404)
  expect((await books.post(`/control/${path}`, { reference, amount: 0 })).status).toBe(400)
  expect((await books.post(`/control/${path}`, { reference })).status).toBe(400)
})
