import { afterAll, beforeAll, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

const chargeOf = async (id: string) => {
  const { latest_charge } = await sandbox.stripe.paymentIntents.retrieve(id)
  return sandbox.stripe.charges.retrieve(String(latest_charge))
}

it("tells the card's brand, end and expiry, and what became of the money", async () => {
  const { id } = await sandbox.paidIntent("pm_card_amex")
  await sandbox.stripe.refunds.create({ payment_intent: id, amount: 40 })
  const charge = await chargeOf(id)
  expect(charge).toMatchObject({
    amount: 18_240,
    amount_captured: 18_240,
    amount_refunded: 40,
    captured: true,
    disputed: false,
    paid: true,
    payment_intent: id,
    refunded: false,
    status: "succeeded",
  })
  expect(charge.payment_method_details?.card).toMatchObject({ brand: "amex", last4: "0005", exp_month: 12 })
  await sandbox.stripe.refunds.create({ payment_intent: id })
  expect(await chargeOf(id)).toMatchObject({ amount_refunded: 18_240, refunded: true })
})

it("only authorised, is paid and not captured", async () => {
  const { id } = await sandbox.paidIntent("pm_card_visa", { capture_method: "manual" })
  expect(await chargeOf(id)).toMatchObject({
    amount_captured: 0,
    balance_transaction: null,
    captured: false,
    paid: true,
    refunded: false,
  })
})

it("refused, says why", async () => {
  const { id } = await sandbox.createIntent()
  const pay = sandbox.stripe.paymentIntents.confirm(id, {
    payment_method: "pm_card_visa_chargeDeclinedLostCard",
  })
  await expect(pay).rejects.toThrow("Your card was declined.")
  expect(await chargeOf(id)).toMatchObject({
    amount_captured: 0,
    failure_code: "card_declined",
    outcome: { advice_code: "do_not_try_again", reason: "lost_card", type: "issuer_declined" },
    paid: false,
    status: "failed",
  })
})

it("disputed, says so", async () => {
  const paid = await sandbox.paidIntent()
  await sandbox.control("disputes", { reference: paid.reference })
  expect((await chargeOf(paid.id)).disputed).toBe(true)
})
