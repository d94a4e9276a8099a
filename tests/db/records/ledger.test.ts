import { describe, expect, it } from "vitest"
import { insertPosting } from "#db/records/ledger.ts"
import type { Posting } from "#domain/ledger/posting.ts"
import { posting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { aNewPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

function post(payment: Payment, posting: Posting) {
  const { outside } = till.council
  return outside.db.transaction((transaction) =>
    insertPosting(transaction, { posting, payment, stamp: stamp(outside, "acquirer") }),
  )
}

describe("a posting", () => {
  it("is written with its lines and its owner", async () => {
    const payment = await aNewPayment(till.council)
    await post(payment, posting("captured", payment.id, payment.amount))
    expect([...(await till.ledgerOf(payment.id))]).toEqual([
      { kind: "captured", account: "acquirer_receivable", amount: 14_250 },
      { kind: "captured", account: "buyer_payable", amount: -14_250 },
    ])
    const rows = await till.sql`
      select source_id, buyer_id, service_id, mode, currency from ledger_transaction where payment_id = ${payment.id}`
    expect([...rows]).toEqual([
      {
        source_id: payment.id,
        buyer_id: payment.buyerId,
        service_id: payment.serviceId,
        mode: "test",
        currency: "GBP",
      },
    ])
  })

  it("of the same cause is refused", async () => {
    const payment = await aNewPayment(till.council)
    await post(payment, posting("captured", payment.id, payment.amount))
    const again = post(payment, posting("captured", payment.id, exactPence(1)))
    await expect(again).rejects.toMatchObject({
      cause: { constraint_name: "ledger_transaction_posted_once" },
    })
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
  })

  it("that does not balance is refused at the commit", async () => {
    const payment = await aNewPayment(till.council)
    const { entries, ...whole } = posting("captured", payment.id, payment.amount)
    await expect(post(payment, { ...whole, entries: entries.slice(0, 1) })).rejects.toThrow("1 lines")
    expect(await till.ledgerOf(payment.id)).toEqual([])
  })
})
