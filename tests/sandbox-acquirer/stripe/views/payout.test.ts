import { afterAll, beforeAll, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

const day = 86_400

it("leaves once its day is over, is on its way for two working days, and holds what moved", async () => {
  const paid = await sandbox.paidIntent()
  await sandbox.stripe.refunds.create({ payment_intent: paid.id, amount: 240 })
  const { payouts, balanceTransactions } = sandbox.stripe
  expect((await payouts.list()).data).toEqual([])
  await sandbox.advance(day * 1000)
  const [leaving] = (await payouts.list({ status: "in_transit" })).data
  expect(leaving).toMatchObject({ amount: 18_240 - 227 - 240, status: "in_transit", currency: "gbp" })
  const arrival = leaving?.arrival_date ?? 0
  expect((await payouts.list({ arrival_date: { gte: arrival, lt: arrival + day } })).data).toHaveLength(1)
  expect((await payouts.list({ arrival_date: { gt: arrival } })).data).toEqual([])
  const lines = await balanceTransactions.list({ payout: leaving?.id ?? "" })
  expect(lines.data.map(({ type, amount }) => [type, amount])).toEqual([
    ["payout", -(18_240 - 227 - 240)],
    ["refund", -240],
    ["charge", 18_240],
  ])
  expect(lines.data.reduce((sum, { net }) => sum + net, 0)).toBe(0)
  await sandbox.advance(4 * day * 1000)
  expect((await payouts.retrieve(leaving?.id ?? "")).status).toBe("paid")
})

it("is of this face's money alone: the native books have theirs", async () => {
  await sandbox.pay()
  const today = new Date(Date.now() + 5 * day * 1000).toISOString().slice(0, 10)
  const native = (await sandbox.api("GET", `/api/settlements/${today}`)).body as unknown as {
    lines: unknown[]
  }
  expect(native.lines).toHaveLength(1)
  await sandbox.advance(day * 1000)
  expect((await sandbox.stripe.payouts.list()).data).toHaveLength(1)
})
