import { beforeEach, describe, expect, it } from "vitest"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const second = 1_000

beforeEach(() => desk.nothingDue())

/** A refund of £40 without an answer, of which nothing was sent back. */
async function unanswered() {
  const { acquirer } = till.council.outside
  const payment = await desk.paidPayment()
  acquirer.refundScript.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
  expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
  const [refund] = await desk.refundsOf(payment.id)
  if (!refund) throw new Error("no refund")
  return { payment, refund, object: till.firstObjectOf(payment.id) }
}

describe("an acquirer's id that stands with another refund", () => {
  it.each(["succeeded", "failed", "pending"] as const)(
    "names nothing, whatever it says: %s is for people, and every sweep goes on",
    async (status) => {
      const { acquirer } = till.council.outside
      const paid = await desk.paidPayment()
      expect(await desk.ask(paid.id, 4_000)).toBe("succeeded")
      const [other] = await desk.refundsOf(paid.id)
      const { payment, refund, object } = await unanswered()
      const acquirerRefundId = other?.acquirerRefundId ?? ""
      const twice = { acquirerRefundId, refundId: refund.id, amount: refund.amount, status }
      acquirer.change(object, { refunds: [twice] })
      await desk.sweep(3 * second)
      expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 needs_operator"])
      expect(await desk.casesOf(payment.id)).toEqual(["refund_unclear open"])
      await desk.sweep(60 * second)
      await syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })
      expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 needs_operator"])
      expect(await desk.sumsOf(payment.id)).toBe("14250 4000 0")
    },
  )
})
