import { describe, expect, it } from "vitest"
import {
  findDisputeIds,
  findItems,
  findMovements,
  findPaymentsOfBooks,
  findPayoutShares,
  findPosted,
  findUnbooked,
} from "#db/queries/reconciliation.ts"
import { recordItems } from "#db/records/reconciliation.ts"
import { instant, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { caseDesk } from "#tests/operations/operator-cases/case-desk.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const db = () => till.council.outside.db
const acquirer = "sandbox"

async function paid() {
  const payment = await aStartedPayment(till.council)
  expect(await till.pay(payment.id)).toBe("captured")
  const [movement] = await findMovements(db(), [payment.id])
  if (!movement) throw new Error("no posting")
  return { payment, movement }
}

function item(lineId: string, reference: string, facts: object = {}) {
  return {
    acquirer,
    lineId,
    day: "2026-11-22",
    inBooks: true,
    kind: "payment" as const,
    reference,
    gross: exactPence(14_250),
    fee: exactPence(179),
    net: exactPence(14_071),
    payoutId: "po_1",
    state: "not_posted" as const,
    checkedAt: instant(0),
    ...facts,
  }
}

function record(...items: Parameters<typeof recordItems>[1]) {
  return db().transaction((transaction) => recordItems(transaction, items))
}

describe("movements", () => {
  it("are what postings moved at the acquirer", async () => {
    const { payment, movement } = await paid()
    expect(movement).toMatchObject({
      kind: "captured",
      sourceId: payment.id,
      paymentId: payment.id,
      buyerId: payment.buyerId,
      amount: 14_250,
    })
    expect(movement.standsOn).toBe(till.firstObjectOf(payment.id))
    expect(await findMovements(db(), [])).toEqual([])
  })

  it("are none where an operator took a capture back", async () => {
    const { payment } = await paid()
    const desk = caseDesk(till)
    await desk.contradict(payment.id)
    expect(await desk.resolve(payment.id, "failed")).toBe("resolved")
    expect(await findMovements(db(), [payment.id])).toEqual([])
  })

  it("are unbooked within their time until a line stands beside them", async () => {
    const { payment, movement } = await paid()
    const from = till.council.outside.clock.now()
    const unbooked = async (search: object = {}) => {
      const stretch = { acquirer, from, to: later(from, 1), after: null, limit: 100, ...search }
      return (await findUnbooked(db(), stretch)).filter(({ id }) => id === movement.id)
    }
    expect(await unbooked()).toEqual([movement])
    expect(await unbooked({ to: from })).toEqual([])
    expect(await unbooked({ from: later(from, 1), to: later(from, 2) })).toEqual([])
    expect(await unbooked({ acquirer: "another" })).toEqual([])
    expect(await unbooked({ after: movement.id })).toEqual([])
    await record(item("stl_beside", payment.id, { state: "matched", ledgerTransactionId: movement.id }))
    expect(await unbooked()).toEqual([])
  })
})

describe("items", () => {
  it("are found by their line, and by the posting that they stand beside", async () => {
    const { payment, movement } = await paid()
    const missing = { inBooks: false, state: "not_in_books", ledgerTransactionId: movement.id }
    await record(
      item("stl_own", payment.id),
      item("stl_taker", payment.id, { state: "matched", ledgerTransactionId: movement.id }),
      item("posting:missing", payment.id, missing),
    )
    const found = async (lineIds: readonly string[], postingIds: readonly string[]) =>
      (await findItems(db(), { acquirer, lineIds, postingIds })).map(({ lineId }) => lineId)
    expect(await found(["stl_own"], [])).toEqual(["stl_own"])
    expect(await found(["stl_own"], [movement.id])).toEqual(["stl_own", "stl_taker"])
    expect(await found([], [])).toEqual([])
  })
})

it("a payout's shares are by buyer, strangers' apart", async () => {
  const { payment } = await paid()
  await record(
    item("stl_share_1", payment.id, { payoutId: "po_shares" }),
    item("stl_share_2", payment.id, { payoutId: "po_shares" }),
    item("stl_share_3", "another shop's", { payoutId: "po_shares" }),
  )
  expect(await findPayoutShares(db(), acquirer, "po_shares")).toEqual([
    { buyerId: payment.buyerId, mode: "test", net: 28_142 },
    { buyerId: null, mode: null, net: 14_071 },
  ])
  expect(await findPayoutShares(db(), acquirer, "po_nowhere")).toEqual([])
})

it("references, disputes and sources that are not ours are left out", async () => {
  const { payment } = await paid()
  const found = await findPaymentsOfBooks(db(), [payment.id, "another shop's"])
  expect(found.map(({ id }) => id)).toEqual([payment.id])
  expect(await findDisputeIds(db(), acquirer, ["dsp_nowhere"])).toEqual(new Map())
  const posted = await findPosted(db(), "captured", [payment.id, "nobody"])
  expect(posted).toEqual(new Map([[payment.id, 14_250]]))
  expect(await findPosted(db(), "fee", [])).toEqual(new Map())
})
