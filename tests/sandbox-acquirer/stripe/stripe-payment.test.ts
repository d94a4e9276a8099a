import { afterAll, beforeAll, expect, it } from "vitest"
import { connect, type Database } from "#sandbox-acquirer/store/connect.ts"
import { findStripePayment, paymentIdOf } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
let sql: Database
beforeAll(async () => {
  sandbox = await startStripeSandbox()
  sql = connect(sandbox.settings.databaseUrl)
})
afterAll(async () => {
  await sql.end()
  await sandbox.close()
})

it("finds one payment by each of its names", async () => {
  const session = await sandbox.createSession()
  await sandbox.submitCard(session)
  const found = await findStripePayment(sql, { session: session.id })
  const { intent_id, payment_id } = found?.face ?? { intent_id: "", payment_id: "" }
  const refund = await sandbox.stripe.refunds.create({ payment_intent: intent_id, amount: 5 })
  expect(await findStripePayment(sql, { intent: intent_id })).toEqual(
    await findStripePayment(sql, { payment: payment_id }),
  )
  for (const id of [session.id, intent_id, String(refund.charge), refund.id]) {
    expect(await paymentIdOf(sql, id)).toBe(payment_id)
  }
  expect(await paymentIdOf(sql, "pi_none")).toBeNull()
})

it("does not find the intent of a session that nobody has tried to pay", async () => {
  const session = await sandbox.createSession()
  const found = await findStripePayment(sql, { session: session.id })
  expect(await findStripePayment(sql, { intent: found?.face.intent_id ?? "" })).toBeNull()
})

it("its own table refuses half a session, and a second paid charge", async () => {
  const { id } = await sandbox.paidIntent()
  const half = sql`UPDATE stripe_payment SET session_id = 'cs_test_half' WHERE intent_id = ${id}`
  await expect(half).rejects.toThrow("violates check constraint")
  const second = sql`
    INSERT INTO stripe_charge (id, payment_id, status, payment_method, card_brand, card_last_four, card_expiry, created_at)
    SELECT 'ch_second', payment_id, status, payment_method, card_brand, card_last_four, card_expiry, created_at
    FROM stripe_charge WHERE payment_id = (SELECT payment_id FROM stripe_payment WHERE intent_id = ${id})`
  await expect(second).rejects.toThrow("stripe_charge_paid")
})
