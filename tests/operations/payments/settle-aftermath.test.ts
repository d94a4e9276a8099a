import { beforeEach, describe, expect, it } from "vitest"
import { closeOperatorCase } from "#db/records/operator-cases.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { settleAftermath } from "#operations/payments/settle-aftermath.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { AcquirerSnapshot, RefundSnapshot } from "#ports/acquirer.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)

beforeEach(() => desk.nothingDue())

function snapshotOf(payment: Payment): AcquirerSnapshot {
  const snapshot = till.council.outside.acquirer.payments.get(till.firstObjectOf(payment.id))
  if (!snapshot) throw new Error("the acquirer knows no such payment")
  return snapshot
}

/** A refund that somebody made on the acquirer's own pages. */
function strangeRefund(payment: Payment, index = 0): RefundSnapshot {
  const acquirerRefundId = `ref_strange_${payment.id}_${index}`
  return { acquirerRefundId, refundId: "by hand", amount: exactPence(1_000), status: "succeeded" }
}

/** The acquirer shows strange refunds as well, and a notification makes us ask. */
async function alsoShows(payment: Payment, count = 1) {
  const { acquirer } = till.council.outside
  const { refunds: known } = snapshotOf(payment)
  const refunds = Array.from({ length: count }, (_, index) => strangeRefund(payment, index))
  acquirer.change(till.firstObjectOf(payment.id), { refunds: [...known, ...refunds] })
  await ask(payment)
}

async function ask(payment: Payment) {
  return await syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })
}

describe("a refund that is not ours", () => {
  it("is a case for people, once, and moves nothing here", async () => {
    const { lines } = till.council.outside
    const payment = await desk.paidPayment()
    await alsoShows(payment)
    await ask(payment)
    const cases = await till.sql`
      select reason, subject_id, payment_id from operator_case where payment_id = ${payment.id}`
    const acquirer_refund_id = `ref_strange_${payment.id}_0`
    expect([...cases]).toEqual([
      { reason: "refund_not_ours", subject_id: acquirer_refund_id, payment_id: payment.id },
    ])
    expect(lines.filter(({ message }) => message.startsWith("a refund that is not ours"))).toEqual([
      {
        level: "error",
        fields: { payment_id: payment.id, acquirer_refund_id },
        message: "a refund that is not ours: needs an operator",
      },
    ])
    expect(await desk.refundsOf(payment.id)).toEqual([])
    expect(await desk.sumsOf(payment.id)).toBe("14250 0 0")
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
    expect(await till.toldOf(payment.id)).toHaveLength(2)
  })

  it("has a case for each, however many ask at once", async () => {
    const payment = await desk.paidPayment()
    await Promise.all([1, 2, 3].map(() => alsoShows(payment, 2)))
    const subjects = await till.sql`
      select distinct subject_id from operator_case where payment_id = ${payment.id}`
    expect(subjects).toHaveLength(2)
    expect(await desk.casesOf(payment.id)).toHaveLength(2)
  })

  it("is not told again once people have ended its case", async () => {
    const payment = await desk.paidPayment()
    await alsoShows(payment)
    await till.council.outside.db.transaction((transaction) =>
      closeOperatorCase(transaction, {
        reason: "refund_not_ours",
        subjectId: `ref_strange_${payment.id}_0`,
        closedAt: till.council.outside.clock.now(),
        closedBy: "Nia Rees",
        evidence: "made by finance on the acquirer's pages",
      }),
    )
    await ask(payment)
    expect(await desk.casesOf(payment.id)).toEqual(["refund_not_ours closed"])
  })

  it("does not hide our own beside it", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    const [ours] = snapshotOf(payment).refunds
    if (!ours) throw new Error("no refund")
    acquirer.change(till.firstObjectOf(payment.id), { refunds: [{ ...ours, status: "succeeded" }] })
    await alsoShows(payment)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(await desk.casesOf(payment.id)).toEqual(["refund_not_ours open"])
  })
})

describe("a snapshot", () => {
  it("of another payment or sum tells nothing of refunds and disputes", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    const object = till.firstObjectOf(payment.id)
    for (const facts of [{ reference: "another" }, { amount: exactPence(1) }]) {
      const before = snapshotOf(payment)
      acquirer.change(object, { ...facts, refunds: [strangeRefund(payment)] })
      await ask(payment)
      acquirer.payments.set(object, before)
    }
    expect(await desk.casesOf(payment.id)).not.toContain("refund_not_ours open")
  })

  it("that nobody can get changes nothing", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.down = true
    expect(await ask(payment)).toEqual({ ok: false, problem: "acquirer_unavailable" })
    acquirer.down = false
    expect(await desk.casesOf(payment.id)).toEqual([])
  })

  it("of one attempt tells nothing of refunds on another", async () => {
    const { outside } = till.council
    const payment = await desk.paidPayment()
    outside.acquirer.refundScript.push((request) => outside.acquirer.sendBack(request, "pending"))
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    const [ours] = snapshotOf(payment).refunds
    if (!ours) throw new Error("no refund")
    const elsewhere: AcquirerSnapshot = {
      ...snapshotOf(payment),
      acquirerPaymentId: "acq_elsewhere",
      refunds: [{ ...ours, status: "failed" }],
    }
    await settleAftermath(outside, { payment, snapshot: elsewhere, door: "acquirer" })
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 submitted"])
  })
})
