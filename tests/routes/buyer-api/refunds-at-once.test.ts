import { describe, expect, it } from "vitest"
import { findNewestObjectId } from "#db/queries/payments.ts"
import { openDesk } from "./desk.ts"

const desk = openDesk()

/** What stands on each account for a payment, and for how many causes. */
async function ledgerOf(paymentId: string) {
  const rows = await desk.outside.db.execute<{ account: string; sum: number; causes: number }>(
    `select account, sum(amount)::int as sum, count(distinct source_id)::int as causes
      from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
      where payment_id = '${paymentId}' group by account order by account`,
  )
  return Object.fromEntries(rows.map(({ account, sum, causes }) => [account, { sum, causes }]))
}

async function sentBackFor(paymentId: string): Promise<number> {
  const object = (await findNewestObjectId(desk.outside.db, paymentId)) ?? ""
  const refunds = desk.outside.acquirer.payments.get(object)?.refunds ?? []
  return refunds.reduce((sum, { amount }) => sum + amount, 0)
}

describe("fifty refunds at once", () => {
  it.each([
    ["that would send back more than was taken", 200, 28],
    ["of which only one can be", 3000, 1],
    ["that together are exactly what was taken", 115, 50],
  ])("%s stay within it to the penny", async (_name, amount, possible) => {
    const id = await desk.paid()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => desk.post(`/v1/payments/${id}/refunds`, { amount })),
    )
    await desk.underWay.finished()
    const accepted = answers.filter(({ status }) => status === 202)
    expect(accepted).toHaveLength(possible)
    for (const { status, body } of answers.filter((answer) => !accepted.includes(answer))) {
      expect([status, body.code]).toEqual([400, "P0603"])
      expect(body.description).toMatch(/: (?:amount_not_available|full)$/)
    }
    const sent = amount * possible
    expect(await sentBackFor(id)).toBe(sent)
    expect(await desk.summaryOf(id)).toEqual({
      status: sent === 5750 ? "full" : "available",
      amount_available: 5750 - sent,
      amount_submitted: sent,
    })
    expect(await ledgerOf(id)).toEqual({
      acquirer_receivable: { sum: 5750 - sent, causes: possible + 1 },
      buyer_payable: { sum: sent - 5750, causes: possible + 1 },
      refunds_in_flight: { sum: 0, causes: possible },
    })
    const list = await desk.call("GET", `/v1/payments/${id}/refunds`, { key: desk.key })
    expect(list.body._embedded?.refunds?.map(({ status }) => status)).toEqual(Array(possible).fill("success"))
  })

  it("that saw the same amount leave one", async () => {
    const id = await desk.paid()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        desk.post(`/v1/payments/${id}/refunds`, { amount: 100, refund_amount_available: 5750 }),
      ),
    )
    await desk.underWay.finished()
    const codes = answers.map(({ status, body }) => body.code ?? status)
    expect(codes.toSorted()).toEqual([202, ...Array(49).fill("P0604")])
    expect(await sentBackFor(id)).toBe(100)
  })
})
