import { describe, expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { findRefund } from "#db/queries/refunds.ts"
import { recordTransition } from "#db/records/payments.ts"
import { insertRefund, recordRefund } from "#db/records/refunds.ts"
import { exactPence } from "#domain/money.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Refund } from "#domain/refunds/refund.ts"
import { newRefund } from "#domain/refunds/refund.ts"
import type { RefundChange } from "#domain/refunds/refund-change.ts"
import { refundChange, requestRefund } from "#domain/refunds/refund-change.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)

/** A refund of £40 as the domain decides it, not yet written. */
async function decided(): Promise<RefundChange> {
  const { db, ids, clock } = till.council.outside
  const { id } = await desk.paidPayment()
  const payment = await findPayment(db, id)
  if (!payment) throw new Error("no payment")
  const asked = requestRefund(payment, {
    id: ids.next(),
    acquirerPaymentId: till.firstObjectOf(id),
    amount: exactPence(4_000),
    expectedAvailable: null,
    disputed: false,
    at: clock.now(),
  })
  if (!asked.ok) throw new Error(asked.problem)
  return asked.value
}

async function write(change: RefundChange, before: Refund | null = null) {
  const { outside } = till.council
  return await inTransaction(outside.db, async (transaction) => {
    const recorded = await recordTransition(transaction, change.payment, stamp(outside, "buyer"))
    if (!recorded.ok) return recorded
    if (before === null) await insertRefund(transaction, change.refund)
    else if (!(await recordRefund(transaction, before, change.refund))) return refuse("payment_changed")
    return ok(recorded.value)
  })
}

function succeeded(change: RefundChange): RefundChange {
  const { at, acquirerRefundId } = { at: till.council.outside.clock.now(), acquirerRefundId: "ref_1" }
  const news = { finding: "succeeded", acquirerRefundId, at } as const
  const found = refundChange(change.payment.after, change.refund, news)
  if (found?.kind !== "change") throw new Error("nothing changed")
  return found.value
}

describe("a refund", () => {
  it("is written with its payment and read back as it was", async () => {
    const change = await decided()
    expect(await write(change)).toEqual({ ok: true, value: change.payment.after })
    expect(await findRefund(till.council.outside.db, change.refund.id)).toEqual(change.refund)
  })

  it("is not written without its payment and posting", async () => {
    const { db } = till.council.outside
    const { refund } = await decided()
    const alone = db.transaction((transaction) => insertRefund(transaction, refund))
    await expect(alone).rejects.toThrow("has reserved 0")
    expect(await findRefund(db, refund.id)).toBeNull()
  })

  it("is gone with the transaction around it", async () => {
    const { outside } = till.council
    const change = await decided()
    await inTransaction(outside.db, async (transaction) => {
      await recordTransition(transaction, change.payment, stamp(outside, "buyer"))
      await insertRefund(transaction, change.refund)
      return refuse("payment_changed")
    })
    expect(await findRefund(outside.db, change.refund.id)).toBeNull()
    expect(await desk.sumsOf(change.refund.paymentId)).toBe("14250 0 0")
  })

  it("is written once", async () => {
    const { db } = till.council.outside
    const change = await decided()
    await write(change)
    const again = db.transaction((transaction) => insertRefund(transaction, change.refund))
    await expect(again).rejects.toMatchObject({ cause: { constraint_name: "refund_pkey" } })
  })
})

describe("what became of a refund", () => {
  it("is written with the acquirer's id and the time", async () => {
    const change = await decided()
    await write(change)
    till.council.outside.clock.advance(1_000)
    const settled = succeeded(change)
    expect(await write(settled, change.refund)).toMatchObject({ ok: true })
    expect(await findRefund(till.council.outside.db, change.refund.id)).toEqual({
      ...change.refund,
      state: "succeeded",
      acquirerRefundId: "ref_1",
      updatedAt: till.council.outside.clock.now(),
    })
  })

  it("is not written where somebody else was first", async () => {
    const { db } = till.council.outside
    const change = await decided()
    await write(change)
    const asItWas = { ...change.refund, state: "needs_operator" } as const
    const kept = await db.transaction((transaction) =>
      recordRefund(transaction, asItWas, { ...change.refund, state: "failed" }),
    )
    expect(kept).toBe(false)
    expect(await findRefund(db, change.refund.id)).toEqual(change.refund)
  })

  it("of a refund that is not there is not written", async () => {
    const { db } = till.council.outside
    const { refund } = await decided()
    const stranger = newRefund((await decided()).payment.after, {
      id: "v".repeat(26),
      kind: "refund",
      acquirerPaymentId: refund.acquirerPaymentId,
      amount: refund.amount,
      at: refund.createdAt,
    })
    expect(await db.transaction((transaction) => recordRefund(transaction, stranger, stranger))).toBe(false)
  })
})
