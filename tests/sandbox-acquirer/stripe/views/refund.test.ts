import { afterAll, beforeAll, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

it("shows whole what it is of, where asked", async () => {
  const paid = await sandbox.paidIntent()
  const made = await sandbox.stripe.refunds.create({
    payment_intent: paid.id,
    amount: 5,
    expand: ["payment_intent", "charge.balance_transaction", "balance_transaction"],
  })
  expect(made).toMatchObject({
    balance_transaction: { amount: -5, source: made.id },
    charge: { id: paid.latest_charge, balance_transaction: { amount: 18_240 } },
    payment_intent: { id: paid.id, object: "payment_intent" },
  })
})

it("pending, has moved no money yet", async () => {
  const paid = await sandbox.paidIntent("pm_card_pendingRefund")
  const made = await sandbox.stripe.refunds.create({ payment_intent: paid.id })
  expect(made).toMatchObject({ status: "pending", balance_transaction: null })
})

it("can be found by its charge", async () => {
  const paid = await sandbox.paidIntent()
  const made = await sandbox.stripe.refunds.create({ payment_intent: paid.id, amount: 5 })
  const { data } = await sandbox.stripe.refunds.list({ charge: String(paid.latest_charge) })
  expect(data.map(({ id }) => id)).toEqual([made.id])
})
