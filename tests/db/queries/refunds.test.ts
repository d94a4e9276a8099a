import { describe, expect, it } from "vitest"
import { findPaymentInHand, findPaymentOfRefund, lockPayment, operationOn } from "#db/queries/payments.ts"
import {
  findDisputesOfPayment,
  findRefund,
  findRefundsOfPayment,
  hasSucceeded,
  isDisputeOfAnotherPayment,
  isOfAnotherRefund,
  isReleased,
  isReversed,
  lockOpenRefundOperation,
} from "#db/queries/refunds.ts"
import { claimDueOperations } from "#db/records/operations.ts"
import { later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { settleDispute } from "#operations/disputes/settle-dispute.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const nobody = "v".repeat(26)

/** A payment that the payee cancelled and the acquirer shows with `status` after all. */
async function late(status: "captured" | "authorised") {
  const { outside } = till.council
  const payment = await aStartedPayment(till.council)
  await cancelPayment(outside, { paymentId: payment.id, by: "payee" })
  const object = till.firstObjectOf(payment.id)
  const captured = status === "captured" ? { captured: payment.amount } : {}
  outside.acquirer.change(object, { status, ...captured })
  await syncPayment(outside, { paymentId: payment.id, door: "acquirer" })
  return { payment, object }
}

describe("refunds", () => {
  it("are found by id, and of a payment the oldest first", async () => {
    const { db, clock } = till.council.outside
    const payment = await desk.paidPayment()
    for (const amount of [300, 100, 200]) {
      await desk.ask(payment.id, amount)
      clock.advance(1)
    }
    const refunds = await findRefundsOfPayment(db, payment.id)
    expect(refunds.map(({ amount }) => amount)).toEqual([300, 100, 200])
    for (const refund of refunds) {
      expect(await findRefund(db, refund.id)).toEqual(refund)
      expect(await findPaymentOfRefund(db, refund.id)).toBe(payment.id)
    }
    expect(await findRefundsOfPayment(db, nobody)).toEqual([])
    expect(await findRefund(db, nobody)).toBeNull()
    expect(await findPaymentOfRefund(db, nobody)).toBeNull()
  })

  it("come with reversals, which are their own kind", async () => {
    const { db } = till.council.outside
    const { payment } = await late("captured")
    expect(await findRefundsOfPayment(db, payment.id)).toMatchObject([{ kind: "reversal", amount: 14_250 }])
  })
})

describe("the operation that sends a refund", () => {
  it("is found while it is open", async () => {
    const { db, acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    await desk.ask(payment.id, 4_000)
    const [refund] = await findRefundsOfPayment(db, payment.id)
    const refundId = refund?.id ?? ""
    const found = () => db.transaction((transaction) => lockOpenRefundOperation(transaction, refundId))
    expect(await found()).toMatchObject({
      kind: "refund",
      state: "unknown",
      refundId,
      paymentId: payment.id,
      leaseUntil: null,
    })
    await till.sql`
      update operation set state = 'succeeded', next_sync_at = null where refund_id = ${refundId}`
    expect(await found()).toBeNull()
  })

  it("is kept from every sweep while it is held", async () => {
    const { db, acquirer, clock } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    await desk.ask(payment.id, 4_000)
    const [refund] = await findRefundsOfPayment(db, payment.id)
    const now = later(clock.now(), 60_000)
    const claim = { now, leaseToken: "sweep", leaseUntil: later(now, 90_000), limit: 1_000 }
    const ofPayment = async () => {
      const claimed = await db.transaction((transaction) => claimDueOperations(transaction, claim))
      return claimed.filter(({ paymentId }) => paymentId === payment.id)
    }
    await db.transaction(async (transaction) => {
      await lockOpenRefundOperation(transaction, refund?.id ?? "")
      expect(await ofPayment()).toEqual([])
    })
    expect(await ofPayment()).toHaveLength(1)
  })

  it("is never the payment's operation in hand", async () => {
    const { db, acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    await desk.ask(payment.id, 4_000)
    const held = await findPaymentInHand(db, payment.id)
    expect(held).toMatchObject({ operation: null, voids: [] })
    expect(held && operationOn(held, till.firstObjectOf(payment.id))).toBeNull()
  })
})

describe("a refund", () => {
  it("has succeeded once its money went back, whatever came of it since", async () => {
    const { outside } = till.council
    const { db, acquirer } = outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    await desk.ask(payment.id, 4_000)
    const [refund] = await findRefundsOfPayment(db, payment.id)
    const refundId = refund?.id ?? ""
    expect(await hasSucceeded(db, refundId)).toBe(false)
    const object = till.firstObjectOf(payment.id)
    const made = acquirer.payments.get(object)?.refunds ?? []
    for (const status of ["succeeded", "failed"] as const) {
      acquirer.change(object, { refunds: made.map((one) => ({ ...one, status })) })
      await syncPayment(outside, { paymentId: payment.id, door: "acquirer" })
      expect(await hasSucceeded(db, refundId)).toBe(true)
    }
  })

  it("has an id of the acquirer's that may be another's", async () => {
    const { db } = till.council.outside
    const payment = await desk.paidPayment()
    await desk.ask(payment.id, 4_000)
    const [refund] = await findRefundsOfPayment(db, payment.id)
    const own = { id: refund?.id ?? "", acquirer: "sandbox" }
    const acquirerRefundId = refund?.acquirerRefundId ?? ""
    expect(await isOfAnotherRefund(db, own, acquirerRefundId)).toBe(false)
    expect(await isOfAnotherRefund(db, { ...own, id: nobody }, acquirerRefundId)).toBe(true)
    expect(await isOfAnotherRefund(db, { id: nobody, acquirer: "stripe" }, acquirerRefundId)).toBe(false)
    expect(await isOfAnotherRefund(db, own, "ref_of_nobody")).toBe(false)
  })
})

describe("an acquirer's id of a dispute", () => {
  it("may stand with another payment", async () => {
    const { outside } = till.council
    const payment = await desk.paidPayment()
    const facts = {
      acquirerDisputeId: `dp_${payment.id}`,
      amount: exactPence(1),
      reason: "fraudulent",
      status: "needs_response",
      evidenceDueAt: null,
      openedAt: outside.clock.now(),
    } as const
    await settleDispute(outside, { paymentId: payment.id, facts, door: "acquirer" })
    const { acquirerDisputeId } = facts
    const own = { paymentId: payment.id, acquirer: "sandbox", acquirerDisputeId }
    expect(await isDisputeOfAnotherPayment(outside.db, own)).toBe(false)
    expect(await isDisputeOfAnotherPayment(outside.db, { ...own, paymentId: nobody })).toBe(true)
    expect(
      await isDisputeOfAnotherPayment(outside.db, { ...own, paymentId: nobody, acquirer: "stripe" }),
    ).toBe(false)
  })
})

describe("late money", () => {
  it("that was taken is known as reversed", async () => {
    const { db } = till.council.outside
    const { object } = await late("captured")
    expect(await isReversed(db, "sandbox", object)).toBe(true)
    expect(await isReversed(db, "stripe", object)).toBe(false)
    expect(await isReversed(db, "sandbox", "acq_other")).toBe(false)
    expect(await isReleased(db, object)).toBe(false)
  })

  it("that was reserved is known as released, before and after the void", async () => {
    const { db } = till.council.outside
    const { payment, object } = await late("authorised")
    expect(await isReleased(db, object)).toBe(true)
    const held = await findPaymentInHand(db, payment.id)
    expect(held).toMatchObject({ operation: null, voids: [{ kind: "void", acquirerPaymentId: object }] })
    expect(held && operationOn(held, object)).toMatchObject({ kind: "void" })
    expect(held && operationOn(held, "acq_other")).toBeNull()
    await desk.sweep(0)
    expect(await isReleased(db, object)).toBe(true)
    expect(await isReversed(db, "sandbox", object)).toBe(false)
    expect((await findPaymentInHand(db, payment.id))?.voids).toEqual([])
  })

  it("whose release was refused is not released", async () => {
    const { db } = till.council.outside
    const { payment, object } = await late("authorised")
    till.council.outside.acquirer.change(object, { status: "captured", captured: payment.amount })
    await desk.sweep(0)
    expect(await isReleased(db, object)).toBe(false)
    expect(await isReversed(db, "sandbox", object)).toBe(true)
  })

  it("that an ordinary refund sent back is no reversal", async () => {
    const payment = await desk.paidPayment()
    await desk.ask(payment.id, 14_250)
    const object = till.firstObjectOf(payment.id)
    expect(await isReversed(till.council.outside.db, "sandbox", object)).toBe(false)
  })
})

describe("disputes", () => {
  it("of a payment are found, the oldest first", async () => {
    const { db, acquirer, clock } = till.council.outside
    const payment = await desk.paidPayment()
    const dispute = (id: string, age: number) => ({
      acquirerDisputeId: `dp_${id}`,
      amount: exactPence(100),
      reason: "fraudulent",
      status: "needs_response" as const,
      evidenceDueAt: null,
      openedAt: later(clock.now(), -age),
    })
    acquirer.change(till.firstObjectOf(payment.id), { disputes: [dispute("young", 1), dispute("old", 2)] })
    await syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })
    const found = await findDisputesOfPayment(db, payment.id)
    expect(found.map(({ acquirerDisputeId }) => acquirerDisputeId)).toEqual(["dp_old", "dp_young"])
    expect(await findDisputesOfPayment(db, nobody)).toEqual([])
  })
})

describe("a payment held alone", () => {
  it("is nobody else's until its transaction ends", async () => {
    const { db } = till.council.outside
    const payment = await desk.paidPayment()
    const take = () => till.sql`select id from payment where id = ${payment.id} for update nowait`
    const held = await db.transaction(async (transaction) => {
      const locked = await lockPayment(transaction, payment.id)
      await expect(take()).rejects.toMatchObject({ code: "55P03" })
      return locked
    })
    expect(held).toMatchObject({ id: payment.id, state: "captured" })
    expect(await take()).toHaveLength(1)
    expect(await db.transaction((transaction) => lockPayment(transaction, nobody))).toBeNull()
  })
})
