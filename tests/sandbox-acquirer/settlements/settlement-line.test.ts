import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { complaintMilliseconds } from "#sandbox-acquirer/payments/take-money.ts"
import { feeOf } from "#sandbox-acquirer/settlements/settlement-line.ts"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

const today = () => sandbox.now().toISOString().slice(0, 10)
const refund = (id: string, amount: number) =>
  books.post<{ id: string }>(`/api/payments/${id}/refunds`, { refund_id: `re-${id}`, amount })

describe("the fee", () => {
  it.each([
    [1, 8],
    [41, 8],
    [42, 9],
    [125, 10],
    [10_000, 128],
    [18_240, 227],
    [10_000_000, 120_008],
  ])("of %d pence is %d", (amount, fee) => expect(feeOf({ kind: "payment", amount })).toBe(fee))

  it.each(["refund", "refund_failed", "dispute", "dispute_won"] as const)("of a %s is nothing", (kind) =>
    expect(feeOf({ kind, amount: 18_240 })).toBe(0),
  )
})

describe("the books", () => {
  it("have one line for a payment, with its fee and payout", async () => {
    const { payment } = await sandbox.pay()
    const lines = (await books.booksOf(today())).lines.filter(({ payment_id }) => payment_id === payment.id)
    expect(lines).toEqual([
      {
        id: expect.stringMatching(/^stl_/),
        kind: "payment",
        payment_id: payment.id,
        reference: payment.reference,
        refund_id: null,
        dispute_id: null,
        gross: 18_240,
        fee: 227,
        net: 18_013,
        currency: "GBP",
        payout_id: "po_20261123",
        occurred_at: sandbox.now().toISOString(),
      },
    ])
  })

  it("have none for what takes no money", async () => {
    const refused = await sandbox.pay({ card_number: "4000000000000002" })
    const challenged = await sandbox.pay({ card_number: "4000000000003220" })
    const reserved = await sandbox.pay({}, { capture_mode: "manual" })
    await sandbox.api("POST", `/api/payments/${reserved.payment.id}/voids`, {})
    for (const { payment } of [refused, challenged, reserved]) {
      expect(await books.linesOf(payment.id, today())).toEqual([])
    }
  })

  it("have what a capture by hand took", async () => {
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    await books.post(`/api/payments/${payment.id}/captures`, { amount: 10_000 })
    expect(await books.linesOf(payment.id, today())).toEqual(["payment 10000"])
  })

  it("have a payment that a challenge brings", async () => {
    const { payment, reply } = await sandbox.pay({ card_number: "4000000000003220" })
    await sandbox.decide(reply.body, "approve")
    expect(await books.linesOf(payment.id, today())).toEqual(["payment 18240"])
  })

  it("have a refund under the caller's id, once it has succeeded", async () => {
    const { payment } = await sandbox.pay({ card_number: "4000000000007726" })
    await refund(payment.id, 500)
    expect(await books.linesOf(payment.id, today())).toEqual(["payment 18240"])
    sandbox.advance(10_000)
    await sandbox.sandbox.runDue()
    await sandbox.sandbox.runDue()
    expect(await books.linesOf(payment.id, today())).toEqual(["payment 18240", "refund -500"])
    const line = (await books.booksOf(today())).lines.find(({ kind }) => kind === "refund")
    expect(line).toMatchObject({ refund_id: `re-${payment.id}`, gross: -500, fee: 0, net: -500 })
  })

  it("have a refund that comes back, both ways", async () => {
    const { payment } = await sandbox.pay({ card_number: "4000000000005126" })
    await refund(payment.id, 500)
    sandbox.advance(10_000)
    await sandbox.sandbox.runDue()
    expect(await books.linesOf(payment.id, today())).toEqual([
      "payment 18240",
      "refund -500",
      "refund_failed 500",
    ])
  })

  it("have a dispute under its own id", async () => {
    const { payment } = await sandbox.pay({ card_number: "4000000000000259" })
    sandbox.advance(complaintMilliseconds)
    await sandbox.sandbox.runDue()
    const [dispute] = await books.disputesOf(payment.id)
    const line = (await books.booksOf(today())).lines.find(({ kind }) => kind === "dispute")
    expect(line).toMatchObject({ payment_id: payment.id, dispute_id: dispute?.id, gross: -18_240, fee: 0 })
  })
})
