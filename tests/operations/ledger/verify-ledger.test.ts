import { describe, expect, it } from "vitest"
import { findDisputesOfPayment } from "#db/queries/refunds.ts"
import { exactPence } from "#domain/money.ts"
import { settleDispute } from "#operations/disputes/settle-dispute.ts"
import { openTill } from "#tests/support/till.ts"
import { aPaidPayment, differencesOf, plant, sendBack, verify } from "./verification.ts"

const till = openTill()
const acquirer = () => till.council.outside.acquirer

async function refunded() {
  const payment = await aPaidPayment(till)
  return { payment, refundId: await sendBack(till, { paymentId: payment.id, amount: 4_000 }) }
}

async function disputed() {
  const payment = await aPaidPayment(till)
  const facts = {
    acquirerDisputeId: `dsp_${payment.id}`,
    amount: payment.amount,
    reason: "fraudulent",
    status: "needs_response" as const,
    evidenceDueAt: null,
    openedAt: till.council.outside.clock.now(),
  }
  acquirer().change(till.firstObjectOf(payment.id), { disputes: [facts] })
  const opened = await settleDispute(till.council.outside, { paymentId: payment.id, facts, door: "acquirer" })
  if (!opened.ok) throw new Error(opened.problem)
  const [dispute] = await findDisputesOfPayment(till.council.outside.db, payment.id)
  return { payment, disputeId: dispute?.id ?? "" }
}

describe("a verification finds", () => {
  it("a posting that lost a line", async () => {
    const payment = await aPaidPayment(till)
    const [posting] = await till.sql`select id from ledger_transaction where payment_id = ${payment.id}`
    await plant(
      till,
      (sql) =>
        sql`delete from ledger_entry where transaction_id = ${posting?.["id"]} and account = 'buyer_payable'`,
    )
    expect(await differencesOf(till, payment.id)).toEqual([
      { kind: "posting_unbalanced", subjectId: posting?.["id"], ledger: "1 lines, sum £142.50" },
    ])
  })

  it("a captured sum that is not the posted one", async () => {
    const payment = await aPaidPayment(till)
    await plant(till, (sql) => sql`update payment set captured = 14000 where id = ${payment.id}`)
    expect(await differencesOf(till, payment.id)).toEqual([
      { kind: "capture_differs", payments: "captured £140.00", ledger: "captured £142.50" },
    ])
  })

  it("a capture that was never posted", async () => {
    const payment = await aPaidPayment(till)
    await plant(till, async (sql) => {
      await sql`delete from ledger_entry where transaction_id in
        (select id from ledger_transaction where payment_id = ${payment.id})`
      await sql`delete from ledger_transaction where payment_id = ${payment.id}`
    })
    expect(await differencesOf(till, payment.id)).toEqual([
      { kind: "capture_differs", payments: "captured £142.50", ledger: "captured £0.00" },
      { kind: "capture_misplaced", payments: "captured", ledger: "no capture" },
      {
        kind: "acquirer_differs",
        subjectId: till.firstObjectOf(payment.id),
        payments: "captured",
        ledger: "£0.00",
        acquirer: "£142.50",
      },
    ])
  })

  it("money of a payment that ended without any", async () => {
    const payment = await aPaidPayment(till)
    await plant(
      till,
      (sql) =>
        sql`update payment set state = 'declined', captured = 0, authorised = 0 where id = ${payment.id}`,
    )
    expect((await differencesOf(till, payment.id)).map(({ kind }) => kind)).toEqual([
      "capture_differs",
      "capture_misplaced",
      "closed_keeps_money",
    ])
  })

  it("sums that are not those of the refunds", async () => {
    const { payment } = await refunded()
    await plant(till, (sql) => sql`update payment set refunded = 0 where id = ${payment.id}`)
    expect(await differencesOf(till, payment.id)).toEqual([
      {
        kind: "refunds_differ",
        payments: "reserved £40.00, refunded £0.00",
        ledger: "refunds and corrections: reserved £40.00, refunded £40.00",
      },
    ])
  })

  it("a refund whose posting is not there", async () => {
    const { payment, refundId } = await refunded()
    await plant(till, async (sql) => {
      const ids = sql`select id from ledger_transaction where source_id = ${refundId} and kind = 'refund_succeeded'`
      await sql`delete from ledger_entry where transaction_id in (${ids})`
      await sql`delete from ledger_transaction where source_id = ${refundId} and kind = 'refund_succeeded'`
    })
    expect(await differencesOf(till, payment.id)).toMatchObject([
      {
        kind: "refund_misposted",
        subjectId: refundId,
        payments: "refund of £40.00 succeeded",
        ledger: "in flight £40.00, gone £0.00",
      },
      { kind: "acquirer_differs", ledger: "£142.50", acquirer: "£102.50" },
    ])
  })

  it("a posting whose refund is not there", async () => {
    const { payment, refundId } = await refunded()
    await plant(till, (sql) => sql`delete from refund where id = ${refundId}`)
    expect(await differencesOf(till, payment.id)).toMatchObject([
      { kind: "refunds_differ" },
      { kind: "refund_misposted", subjectId: refundId, payments: "not there" },
    ])
  })

  it("a dispute that is posted otherwise", async () => {
    const { payment, disputeId } = await disputed()
    await plant(till, (sql) => sql`update dispute set state = 'lost' where id = ${disputeId}`)
    expect(await differencesOf(till, payment.id)).toEqual([
      {
        kind: "dispute_misposted",
        subjectId: disputeId,
        payments: "dispute of £142.50 lost",
        ledger: "held £142.50, lost £0.00",
      },
    ])
  })

  it("money that the acquirer sent back by itself", async () => {
    const payment = await aPaidPayment(till)
    const object = till.firstObjectOf(payment.id)
    const amount = exactPence(500)
    acquirer().sendBack({ acquirerPaymentId: object, refundId: "not ours", amount }, "succeeded")
    expect(await differencesOf(till, payment.id)).toEqual([
      {
        kind: "acquirer_differs",
        subjectId: object,
        payments: "captured",
        ledger: "£142.50",
        acquirer: "£137.50",
      },
    ])
  })

  it("a charge at the acquirer that nothing here knows", async () => {
    const payment = await aPaidPayment(till)
    const known = acquirer().payments.get(till.firstObjectOf(payment.id))
    if (!known) throw new Error("no such payment")
    const at = till.council.outside.clock.now()
    const pointers = [
      { acquirerPaymentId: "acq_second", reference: payment.id },
      { acquirerPaymentId: "acq_stranger", reference: "another shop's" },
      { acquirerPaymentId: "acq_unpaid", reference: "another shop's" },
    ]
    for (const pointer of pointers)
      acquirer().payments.set(pointer.acquirerPaymentId, { ...known, ...pointer })
    acquirer().change("acq_unpaid", { status: "open", captured: exactPence(0) })
    acquirer().changes = {
      changes: [...pointers, ...pointers].map((pointer) => ({ ...pointer, at })),
      nextCursor: "chg_6",
      complete: true,
    }
    const { found } = await verify(till)
    expect(found.filter(({ kind }) => kind === "charge_unknown")).toEqual([
      {
        kind: "charge_unknown",
        paymentId: payment.id,
        subjectId: "acq_second",
        acquirer: `£142.50 for reference ${payment.id}`,
        ledger: "nothing",
      },
      {
        kind: "charge_unknown",
        paymentId: null,
        subjectId: "acq_stranger",
        acquirer: "£142.50 for reference another shop's",
        ledger: "nothing",
      },
    ])
  })
})
