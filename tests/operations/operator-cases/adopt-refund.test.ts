import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { verifyLedger } from "#operations/ledger/verify-ledger.ts"
import { resolveCase } from "#operations/operator-cases/resolve-case.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { RefundSnapshot } from "#ports/acquirer.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"
import { byNia, caseDesk } from "./case-desk.ts"

const till = openTill()
const outside = () => till.council.outside
const { caseOf, resolve, endsOf } = caseDesk(till)
const desk = refundDesk(till)
let counted = 0

/** The acquirer shows money of a payment sent back that we know nothing of, and a notification makes us ask. */
async function strangely(payment: Payment, facts: Partial<RefundSnapshot> = {}): Promise<string> {
  const acquirerRefundId = `ref_strange_${++counted}`
  const amount = exactPence(4_000)
  const refunds = [{ acquirerRefundId, refundId: "by hand", amount, status: "succeeded" as const, ...facts }]
  outside().acquirer.change(till.firstObjectOf(payment.id), { refunds })
  await syncPayment(outside(), { paymentId: payment.id, door: "acquirer" })
  return acquirerRefundId
}

/** Whether acquirer, ledger and payments agree about everything there is. */
async function differences(): Promise<readonly string[]> {
  const found: string[] = []
  await verifyLedger(outside(), {
    since: null,
    found: ({ kind }) => found.push(kind),
    progress: () => {},
  })
  return found
}

describe("money that was sent back without us", () => {
  it("keeps every new refund of its payment waiting until people have looked", async () => {
    const payment = await desk.paidPayment()
    const subject = await strangely(payment)
    expect(await desk.ask(payment.id, 4_000)).toBe("refund_not_possible")
    expect(await desk.refundsOf(payment.id)).toEqual([])
    expect(await resolve(subject, "noted")).toBe("resolved")
    expect(await desk.ask(payment.id, 4_000)).toBe("succeeded")
  })

  it("is adopted as a refund of ours, posted and told", async () => {
    const payment = await desk.paidPayment()
    const subject = await strangely(payment)
    expect(await resolve(subject, "adopted")).toBe("resolved")
    expect(await endsOf(subject)).toEqual([{ reason: "refund_not_ours", ...byNia }])
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 4000")
    expect(await desk.balancesOf(payment.id)).toEqual({ acquirer_receivable: 10_250, buyer_payable: -10_250 })
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 refund.submitted", "4 refund.succeeded"])
    expect(await differences()).toEqual([])
    await syncPayment(outside(), { paymentId: payment.id, door: "acquirer" })
    expect(await desk.casesOf(payment.id)).toEqual(["refund_not_ours closed"])
    expect(await desk.ask(payment.id, 10_250)).toBe("succeeded")
  })

  it("is the very refund that was lost here, under its own id", async () => {
    const payment = await desk.paidPayment()
    const refundId = "7".repeat(26)
    const subject = await strangely(payment, { refundId })
    expect(await resolve(subject, "adopted")).toBe("resolved")
    const [refund] = await desk.refundsOf(payment.id)
    expect(refund).toMatchObject({ id: refundId, acquirerRefundId: subject, state: "succeeded" })
    expect(outside().acquirer.calls.filter(({ operation }) => operation === "refund")).not.toContainEqual(
      expect.objectContaining({ subject: refundId }),
    )
  })

  it("is not adopted beyond what is left", async () => {
    const payment = await desk.paidPayment()
    expect(await desk.ask(payment.id, 12_000)).toBe("succeeded")
    const subject = await strangely(payment)
    expect(await resolve(subject, "adopted")).toBe("resolution_not_possible")
    expect(await desk.linesOf(payment.id)).toEqual(["refund 12000 succeeded"])
    expect(await desk.casesOf(payment.id)).toEqual(["refund_not_ours open"])
  })

  it.each(["pending", "failed"] as const)("is not adopted while it is %s", async (status) => {
    const payment = await desk.paidPayment()
    const subject = await strangely(payment, { status })
    expect(await resolve(subject, "adopted")).toBe("resolution_not_possible")
    expect(await desk.refundsOf(payment.id)).toEqual([])
  })

  it("is not adopted without the acquirer's word", async () => {
    const payment = await desk.paidPayment()
    const subject = await strangely(payment)
    outside().acquirer.down = true
    expect(await resolve(subject, "adopted")).toBe("acquirer_unavailable")
    outside().acquirer.down = false
    expect(await desk.casesOf(payment.id)).toEqual(["refund_not_ours open"])
    expect(await desk.refundsOf(payment.id)).toEqual([])
  })

  it("is adopted by one of two people", async () => {
    const payment = await desk.paidPayment()
    const subject = await strangely(payment)
    const caseId = (await caseOf(subject))?.id ?? ""
    const resolution = { caseId, to: "adopted", by: "Nia Rees", evidence: "portal" } as const
    const ends = await Promise.all([1, 2].map(() => resolveCase(outside(), resolution)))
    expect(ends.map(({ ok }) => ok).toSorted()).toEqual([false, true])
    expect(ends).toContainEqual({ ok: false, problem: "case_closed" })
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 4000")
  })
})

describe("a refund that failed here and whose money went back after all", () => {
  async function contradicted(status: RefundSnapshot["status"] = "failed") {
    const { acquirer } = outside()
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, status))
    await desk.ask(payment.id, 4_000)
    const [refund] = await desk.refundsOf(payment.id)
    if (!refund) throw new Error("no refund")
    return { payment, refund }
  }

  it("is adopted as another refund: what failed stays failed", async () => {
    const { payment, refund } = await contradicted()
    await strangely(payment, { refundId: refund.id, acquirerRefundId: refund.acquirerRefundId ?? "" })
    expect(await resolve(refund.id, "adopted")).toBe("resolved")
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 failed", "refund 4000 succeeded"])
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 4000")
    expect(await desk.balancesOf(payment.id)).toEqual({ acquirer_receivable: 10_250, buyer_payable: -10_250 })
    expect(await differences()).toEqual([])
    await syncPayment(outside(), { paymentId: payment.id, door: "acquirer" })
    expect(await desk.casesOf(payment.id)).toEqual(["refund_contradiction closed"])
  })

  it("is not adopted twice where it succeeded here, with another sum", async () => {
    const { payment, refund } = await contradicted("succeeded")
    const acquirerRefundId = refund.acquirerRefundId ?? ""
    await strangely(payment, { refundId: refund.id, acquirerRefundId, amount: exactPence(4_001) })
    expect(await resolve(refund.id, "adopted")).toBe("resolution_not_possible")
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 4000")
    expect(await desk.casesOf(payment.id)).toEqual(["refund_contradiction open"])
  })
})
