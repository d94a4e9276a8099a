import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { scenarios } from "#sandbox-acquirer/cards/scenarios.ts"
import { testCards } from "#sandbox-acquirer/cards/test-cards.ts"
import { complaintMilliseconds } from "#sandbox-acquirer/payments/take-money.ts"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  await sandbox.sandbox.runDue()
  sandbox.receiver.received.length = 0
})

const today = "2026-11-23"
const told = () => sandbox.receiver.received.map(({ pointer }) => pointer.type)

async function paid(card_number: string, over: object = {}) {
  const { payment } = await sandbox.pay({ card_number }, over)
  return payment
}

async function complain() {
  sandbox.advance(complaintMilliseconds)
  await sandbox.sandbox.runDue()
}

describe("a card whose holder complains", () => {
  it.each([
    ["4000000000000259", "fraudulent", 18_240],
    ["4000000000002685", "product_not_received", 18_240],
    ["4000000000001976", "inquiry", 0],
  ])("%s is disputed after ten seconds: %s, %d taken", async (number, reason, amount) => {
    const payment = await paid(number)
    sandbox.advance(complaintMilliseconds - 1)
    await sandbox.sandbox.runDue()
    expect(await books.disputesOf(payment.id)).toEqual([])
    sandbox.advance(1)
    await sandbox.sandbox.runDue()
    await sandbox.sandbox.runDue()
    const opened_at = sandbox.now().toISOString()
    expect(await books.disputesOf(payment.id)).toEqual([
      {
        id: expect.stringMatching(/^dsp_/),
        payment_id: payment.id,
        amount,
        reason,
        status: "needs_response",
        evidence_due_at: new Date(sandbox.now().getTime() + 7 * 86_400_000).toISOString(),
        opened_at,
      },
    ])
    expect(told()).toEqual(["payment.captured", "dispute.opened"])
    expect(await books.linesOf(payment.id, today)).toEqual([
      ...(amount > 0 ? [`dispute -${amount}`] : []),
      "payment 18240",
    ])
  })

  it("a warning takes nothing and waits for no answer", async () => {
    const payment = await paid("4000000000005423")
    await complain()
    expect(await books.disputesOf(payment.id)).toMatchObject([
      { amount: 0, reason: "early_fraud_warning", status: "needs_response", evidence_due_at: null },
    ])
  })

  it("several disputes share the payment to the penny", async () => {
    const payment = await paid("4000000404000079", { amount: 101 })
    await complain()
    const disputes = await books.disputesOf(payment.id)
    expect(disputes.map(({ reason }) => reason).sort()).toEqual(["duplicate", "fraudulent"])
    expect(disputes.map(({ amount }) => amount).sort()).toEqual([50, 51])
  })

  it("a penny can be disputed once", async () => {
    const payment = await paid("4000000404000079", { amount: 1 })
    await complain()
    expect(await books.disputesOf(payment.id)).toMatchObject([{ amount: 1, reason: "fraudulent" }])
  })

  it("only what was not refunded is taken, and nothing of nothing", async () => {
    const [part, whole] = [await paid("4000000000000259"), await paid("4000000000000259")]
    await books.post(`/api/payments/${part.id}/refunds`, { refund_id: "re", amount: 8_000 })
    await books.post(`/api/payments/${whole.id}/refunds`, { refund_id: "re", amount: 18_240 })
    await complain()
    expect(await books.disputesOf(part.id)).toMatchObject([{ amount: 10_240 }])
    expect(await books.disputesOf(whole.id)).toEqual([])
  })

  it("by hand, the ten seconds begin with the capture", async () => {
    const payment = await paid("4000000000002685", { capture_mode: "manual" })
    await complain()
    expect(await books.disputesOf(payment.id)).toEqual([])
    await books.post(`/api/payments/${payment.id}/captures`, { amount: 10_000 })
    await complain()
    expect(await books.disputesOf(payment.id)).toMatchObject([{ amount: 10_000 }])
  })
})

it("every complaint has a card", () => {
  const complaining = Object.entries(scenarios).filter(([, { complaints }]) => complaints.length > 0)
  expect(complaining.map(([name]) => testCards[name as keyof typeof testCards].length)).toEqual([
    1, 1, 1, 1, 1,
  ])
})
