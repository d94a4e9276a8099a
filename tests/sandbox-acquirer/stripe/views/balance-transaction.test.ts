import { afterAll, beforeAll, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

it("each movement has its words, its source and its day", async () => {
  const paid = await sandbox.paidIntent("pm_card_refundFail")
  const refund = await sandbox.stripe.refunds.create({ payment_intent: paid.id, amount: 240 })
  await sandbox.advance(10_000)
  const { id: dispute } = await sandbox.control("disputes", { reference: paid.reference, amount: 1_000 })
  await sandbox.control(`disputes/${dispute}`, { status: "won" })
  const { data } = await sandbox.stripe.balanceTransactions.list()
  expect(
    data
      .map(({ type, reporting_category, amount, fee, net, source }) => [
        ...[type, reporting_category, amount, fee, net, source],
      ])
      .sort(),
  ).toEqual(
    [
      ["charge", "charge", 18_240, 227, 18_013, paid.latest_charge],
      ["refund", "refund", -240, 0, -240, refund.id],
      ["refund_failure", "refund_failure", 240, 0, 240, refund.id],
      ["adjustment", "dispute", -1_000, 0, -1_000, dispute],
      ["adjustment", "dispute_reversal", 1_000, 0, 1_000, dispute],
    ].sort(),
  )
  for (const line of data) expect(line.status).toBe("pending")
})

it("can be looked for by its source, its kind and its time", async () => {
  const { balanceTransactions } = sandbox.stripe
  const paid = await sandbox.paidIntent()
  const [own, ...others] = (await balanceTransactions.list({ source: String(paid.latest_charge) })).data
  expect(others).toEqual([])
  expect(own?.fee_details).toMatchObject([{ amount: 227, type: "stripe_fee" }])
  const adjustments = await balanceTransactions.list({ type: "adjustment" })
  expect(adjustments.data.every(({ type }) => type === "adjustment")).toBe(true)
  expect(adjustments.data.length).toBe(2)
  const created = own?.created ?? 0
  expect((await balanceTransactions.list({ created: { gt: created + 60 } })).data).toEqual([])
  expect((await balanceTransactions.list({ currency: "eur" })).data).toEqual([])
})

it("a book that errs shows what it says", async () => {
  const paid = await sandbox.paidIntent()
  const charge = await sandbox.stripe.charges.retrieve(String(paid.latest_charge))
  const id = String(charge.balance_transaction)
  await sandbox.control(`settlement-lines/stl_${id.slice("txn_".length)}`, { gross: 1 })
  expect(await sandbox.stripe.balanceTransactions.retrieve(id)).toMatchObject({ amount: 1, net: 1 - 227 })
})
