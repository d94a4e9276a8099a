import { afterAll, beforeAll, expect, it } from "vitest"
import {
  refusal,
  type StripeSandbox,
  startStripeSandbox,
} from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

const { create, retrieve } = {
  create: (params: object) => sandbox.stripe.refunds.create(params),
  retrieve: (id: string) => sandbox.stripe.refunds.retrieve(id),
}

it("keeps what the caller says of it", async () => {
  const paid = await sandbox.paidIntent()
  const made = await create({
    payment_intent: paid.id,
    amount: 500,
    reason: "requested_by_customer",
    metadata: { refund_id: "our-1" },
  })
  expect(made).toMatchObject({
    amount: 500,
    charge: paid.latest_charge,
    metadata: { refund_id: "our-1" },
    payment_intent: paid.id,
    reason: "requested_by_customer",
    status: "succeeded",
  })
  expect(await retrieve(made.id)).toEqual(expect.objectContaining({ id: made.id, amount: 500 }))
})

it("without an amount sends back what is left, by the charge too", async () => {
  const paid = await sandbox.paidIntent()
  await create({ payment_intent: paid.id, amount: 240 })
  expect((await create({ charge: String(paid.latest_charge) })).amount).toBe(18_000)
  expect(await refusal(create({ payment_intent: paid.id }))).toMatchObject({
    code: "charge_already_refunded",
  })
})

it("never sends back more than is left", async () => {
  const paid = await sandbox.paidIntent()
  await create({ payment_intent: paid.id, amount: 18_000 })
  expect(await refusal(create({ payment_intent: paid.id, amount: 241 }))).toMatchObject({
    statusCode: 400,
    param: "amount",
    message: "Refund amount (£2.41) is greater than unrefunded amount on charge (£2.40)",
  })
  expect((await sandbox.effects(paid.reference)).refund).toEqual({ count: 1, amount: 18_000 })
})

it("can be pending and then succeed, or succeed and then come back", async () => {
  const slow = await create({ payment_intent: (await sandbox.paidIntent("pm_card_pendingRefund")).id })
  const lost = await create({ payment_intent: (await sandbox.paidIntent("pm_card_refundFail")).id })
  expect([slow.status, lost.status]).toEqual(["pending", "succeeded"])
  expect(slow.pending_reason).toBe("processing")
  await sandbox.advance(10_000)
  expect((await retrieve(slow.id)).status).toBe("succeeded")
  expect(await retrieve(lost.id)).toMatchObject({
    status: "failed",
    failure_reason: "expired_or_canceled_card",
    failure_balance_transaction: expect.stringMatching(/^txn_/),
  })
})

it("needs money that was taken", async () => {
  const open = await sandbox.createIntent()
  expect(await refusal(create({ payment_intent: open.id }))).toMatchObject({
    code: "payment_intent_unexpected_state",
  })
})

it.each([
  [{}, 400, undefined],
  [{ payment_intent: "pi_none" }, 404, "payment_intent"],
  [{ charge: "ch_none" }, 404, "charge"],
])("%j names no payment", async (params, statusCode, param) => {
  expect(await refusal(create(params))).toMatchObject({ statusCode, param })
})

it("made at the acquirer's own desk, is a refund as any other", async () => {
  const paid = await sandbox.paidIntent()
  await sandbox.control("refunds", { reference: paid.reference, amount: 100 })
  const { data } = await sandbox.stripe.refunds.list({ payment_intent: paid.id })
  expect(data).toMatchObject([{ amount: 100, metadata: {}, reason: null }])
})
