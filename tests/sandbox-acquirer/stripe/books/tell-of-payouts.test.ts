import type Stripe from "stripe"
import { afterAll, beforeAll, expect, it } from "vitest"
import { payoutDayOf, utcDay } from "#sandbox-acquirer/settlements/payout-day.ts"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

it("tells once that a day's money has arrived", async () => {
  const { created } = await sandbox.paidIntent()
  const arrives = payoutDayOf(utcDay(new Date(created * 1000)))
  await sandbox.advance(6 * 86_400_000)
  await sandbox.advance(86_400_000)
  const told = await sandbox.receiver.until(({ pointer }) => pointer.type === "payout.paid")
  const event = JSON.parse(told.body) as { data: { object: Stripe.Payout } }
  expect(event.data.object).toMatchObject({
    amount: 18_240 - 227,
    arrival_date: Date.parse(arrives) / 1000,
    status: "paid",
  })
  expect((await sandbox.stripe.events.list({ type: "payout.paid" })).data).toHaveLength(1)
})

it("tells of no payout for a day on which no money moved", async () => {
  const { data: before } = await sandbox.stripe.events.list({ type: "payout.paid" })
  await sandbox.stripe.paymentIntents.cancel((await sandbox.createIntent()).id)
  await sandbox.advance(6 * 86_400_000)
  const { data: after } = await sandbox.stripe.events.list({ type: "payout.paid" })
  expect(after).toEqual(before)
})
