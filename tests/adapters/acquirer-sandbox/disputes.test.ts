import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { adapterFor, call, okValue, paid } from "./adapter-fixture.ts"

let sandbox: ListeningSandbox
let acquirer: Acquirer
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await startTestSandbox()
  acquirer = adapterFor(sandbox)
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

const disputesOf = async (acquirerPaymentId: string) =>
  okValue(await acquirer.fetch(call(), acquirerPaymentId)).disputes

describe("a disputed payment", () => {
  it.each([
    ["4000000000000259", [[18_240, "fraudulent"]]],
    ["4000000000002685", [[18_240, "product_not_received"]]],
    ["4000000000001976", [[0, "inquiry"]]],
    ["4000000000005423", [[0, "early_fraud_warning"]]],
    [
      "4000000404000079",
      [
        [9_120, "duplicate"],
        [9_120, "fraudulent"],
      ],
    ],
  ])("%s shows %o in its snapshot", async (card_number, expected) => {
    const { acquirerPaymentId } = await paid(acquirer, { card_number })
    expect(await disputesOf(acquirerPaymentId)).toEqual([])
    await books.post("/control/clock", { advance_ms: 10_000 })
    const disputes = await disputesOf(acquirerPaymentId)
    expect(disputes.map(({ amount, reason }) => [amount, reason]).sort()).toEqual(expected)
    for (const dispute of disputes) {
      expect(dispute.acquirerDisputeId).toMatch(/^dsp_/)
      expect(dispute.status).toBe("needs_response")
      const week = dispute.openedAt + 7 * 86_400_000
      expect(dispute.evidenceDueAt).toBe(dispute.reason === "early_fraud_warning" ? null : week)
    }
  })

  it.each(["under_review", "won", "lost"])("shows the bank's word: %s", async (status) => {
    const { acquirerPaymentId, reference } = await paid(acquirer)
    const { body } = await books.post("/control/disputes", { reference, amount: 100 })
    await books.post(`/control/disputes/${body.id}`, { status })
    expect(await disputesOf(acquirerPaymentId)).toMatchObject([{ amount: 100, status }])
  })

  it("has no refund of what the bank holds", async () => {
    const { acquirerPaymentId, reference } = await paid(acquirer)
    await books.post("/control/disputes", { reference, amount: 100 })
    const amount = exactPence(18_240)
    expect(await acquirer.refund(call(), { acquirerPaymentId, refundId: "re-1", amount })).toEqual({
      kind: "refused",
      reason: "not_possible",
      evidence: { status: 409, code: "amount_too_large" },
    })
  })
})
