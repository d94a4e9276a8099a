import { beforeEach, describe, expect, it, vi } from "vitest"
import { closeOperatorCase } from "#db/records/operator-cases.ts"
import { exactPence } from "#domain/money.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { settleRefund } from "#operations/refunds/settle-refund.ts"
import type { RefundSnapshot } from "#ports/acquirer.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const second = 1_000

beforeEach(() => desk.nothingDue())

/** A payment with one refund of £40 that the acquirer answered with `status`. */
async function refunded(status: RefundSnapshot["status"] = "succeeded") {
  const { acquirer } = till.council.outside
  const payment = await desk.paidPayment()
  acquirer.refundScript.push((request) => acquirer.sendBack(request, status))
  await desk.ask(payment.id, 4_000)
  const [refund] = await desk.refundsOf(payment.id)
  if (!refund) throw new Error("no refund")
  return { payment, refund, object: till.firstObjectOf(payment.id) }
}

/** The acquirer now says otherwise, and a notification makes us ask. */
async function nowSays(paymentId: string, status: RefundSnapshot["status"]) {
  const { acquirer } = till.council.outside
  const object = till.firstObjectOf(paymentId)
  const made = acquirer.payments.get(object)?.refunds ?? []
  acquirer.change(object, { refunds: made.map((one) => ({ ...one, status })) })
  await syncPayment(till.council.outside, { paymentId, door: "acquirer" })
}

describe("a refund that comes back after it succeeded", () => {
  it("is posted back, told, and may be refunded again", async () => {
    const { payment } = await refunded()
    await nowSays(payment.id, "failed")
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 failed"])
    expect(await desk.sumsOf(payment.id)).toBe("14250 0 0")
    expect(await desk.balancesOf(payment.id)).toEqual({
      acquirer_receivable: 14_250,
      buyer_payable: -14_250,
    })
    expect((await till.toldOf(payment.id)).slice(2)).toEqual([
      "3 refund.submitted",
      "4 refund.succeeded",
      "5 refund.failed",
    ])
    const kinds = await till.sql`
      select kind from ledger_transaction where payment_id = ${payment.id} and kind like 'refund%' order by posted_at, kind`
    expect(kinds.map((row) => row["kind"]).toSorted()).toEqual([
      "refund_returned",
      "refund_submitted",
      "refund_succeeded",
    ])
    expect(await desk.ask(payment.id, 14_250)).toBe("succeeded")
  })

  it("is written once, however often it is told", async () => {
    const { payment } = await refunded()
    await Promise.all([1, 2, 3, 4].map(() => nowSays(payment.id, "failed")))
    await nowSays(payment.id, "failed")
    expect(await desk.sumsOf(payment.id)).toBe("14250 0 0")
    expect((await till.toldOf(payment.id)).slice(4)).toEqual(["5 refund.failed"])
  })
})

describe("a notification about a refund on its way", () => {
  it.each(["succeeded", "failed"] as const)("that is %s settles it before the sweep", async (status) => {
    const { payment } = await refunded("pending")
    await nowSays(payment.id, status)
    expect(await desk.linesOf(payment.id)).toEqual([`refund 4000 ${status}`])
    const ends = { succeeded: "succeeded", failed: "refused" }
    expect(await desk.operationsOf(payment.id, "refund")).toEqual([ends[status]])
    const [last] = await till.sql`
      select door, event from payment_event where payment_id = ${payment.id} order by version desc limit 1`
    expect(last).toEqual({ door: "acquirer", event: `refund_${status}` })
  })

  it("that is still pending writes nothing", async () => {
    const { payment } = await refunded("pending")
    const [before] = await till.sql`select version from payment where id = ${payment.id}`
    await nowSays(payment.id, "pending")
    expect(await till.sql`select version from payment where id = ${payment.id}`).toEqual([before])
  })
})

describe("a failed refund that the acquirer calls succeeded", () => {
  it("changes nothing and is a case for people, once", async () => {
    const { payment, refund } = await refunded("failed")
    await nowSays(payment.id, "succeeded")
    await nowSays(payment.id, "succeeded")
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 failed"])
    expect(await desk.sumsOf(payment.id)).toBe("14250 0 0")
    expect(await desk.casesOf(payment.id)).toEqual(["refund_contradiction open"])
    const { db } = till.council.outside
    await db.transaction((transaction) =>
      closeOperatorCase(transaction, {
        reason: "refund_contradiction",
        subjectId: refund.id,
        closedAt: till.council.outside.clock.now(),
        closedBy: "Nia Rees",
        evidence: "the payee has the money; refunded by hand",
      }),
    )
    await nowSays(payment.id, "succeeded")
    expect(await desk.casesOf(payment.id)).toEqual(["refund_contradiction closed"])
  })
})

describe("an ended refund of which the acquirer tells another sum", () => {
  it.each(["succeeded", "failed"] as const)("stays %s and is a case for people, once", async (status) => {
    const { acquirer } = till.council.outside
    const { payment, object } = await refunded(status)
    const made = acquirer.payments.get(object)?.refunds ?? []
    acquirer.change(object, { refunds: made.map((one) => ({ ...one, amount: exactPence(4_001) })) })
    const before = [await desk.sumsOf(payment.id), ...(await till.toldOf(payment.id))]
    for (const door of ["acquirer", "job"] as const)
      await syncPayment(till.council.outside, { paymentId: payment.id, door })
    expect(await desk.linesOf(payment.id)).toEqual([`refund 4000 ${status}`])
    expect([await desk.sumsOf(payment.id), ...(await till.toldOf(payment.id))]).toEqual(before)
    expect(await desk.casesOf(payment.id)).toEqual(["refund_contradiction open"])
  })
})

describe("news that comes too late", () => {
  it("of a lost lease writes nothing", async () => {
    const { payment, refund } = await refunded("pending")
    const settle = (leaseToken: string) =>
      settleRefund(till.council.outside, {
        refundId: refund.id,
        finding: "failed",
        acquirerRefundId: null,
        door: "job",
        leaseToken,
      })
    await till.sql`update operation set lease_token = 'theirs' where refund_id = ${refund.id}`
    expect(await settle("mine")).toEqual({ ok: false, problem: "payment_changed" })
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 submitted"])
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 0")
    expect(await settle("theirs")).toMatchObject({ ok: true })
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 failed"])
  })

  it("of a refund that nobody knows says so", async () => {
    const settled = settleRefund(till.council.outside, {
      refundId: "v".repeat(26),
      finding: "succeeded",
      acquirerRefundId: null,
      door: "acquirer",
    })
    expect(await settled).toEqual({ ok: false, problem: "refund_unknown" })
  })

  it("of its absence does not undo what a sweep has sent meanwhile", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push(() => ({ kind: "refused", reason: "not_possible", evidence: {} }))
    const stale = acquirer.fetch.bind(acquirer)
    const fetch = vi.spyOn(acquirer, "fetch").mockImplementationOnce(async (...asked) => {
      const answer = await stale(...asked)
      // The process stands still with "there is none" in its hand; a sweep takes over and sends the refund.
      clock.advance(30 * second)
      await syncOperations(till.council.outside)
      return answer
    })
    expect(await desk.ask(payment.id, 4_000)).toBe("succeeded")
    fetch.mockRestore()
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 4000")
    expect(await desk.casesOf(payment.id)).toEqual([])
  })

  it("of its absence does not end what a sweep is sending", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await desk.paidPayment()
    const timeout = { kind: "unknown", cause: "timeout", evidence: {} } as const
    acquirer.refundScript.push(
      () => ({ kind: "refused", reason: "not_possible", evidence: {} }),
      () => timeout,
    )
    const stale = acquirer.fetch.bind(acquirer)
    const fetch = vi.spyOn(acquirer, "fetch").mockImplementationOnce(async (...asked) => {
      const answer = await stale(...asked)
      clock.advance(30 * second)
      await syncOperations(till.council.outside)
      return answer
    })
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    fetch.mockRestore()
    await desk.sweep(10 * second)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
  })

  it("of its absence does not end what a sweep is taking over at this moment", async () => {
    const { payment, refund } = await refunded("pending")
    const absent = { refundId: refund.id, finding: "absent", acquirerRefundId: null, door: "buyer" } as const
    const settling = await till.sql.begin(async (claim) => {
      await claim`update operation set lease_token = 'theirs', syncs = syncs + 1 where refund_id = ${refund.id}`
      const settled = settleRefund(till.council.outside, absent)
      await vi.waitFor(async () => {
        const waiting = await till.sql`
          select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
        expect(waiting).toHaveLength(1)
      })
      return [settled]
    })
    expect(await settling[0]).toMatchObject({ ok: true })
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 submitted"])
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 0")
    expect(await desk.operationsOf(payment.id, "refund")).toEqual(["unknown"])
  })

  it("of a success is never lost: a refund that failed meanwhile is a case for people", async () => {
    const { payment, refund } = await refunded("failed")
    const late = { refundId: refund.id, finding: "succeeded", acquirerRefundId: null, door: "job" } as const
    const settled = await settleRefund(till.council.outside, { ...late, leaseToken: "mine" })
    expect(settled).toMatchObject({ ok: true })
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 failed"])
    expect(await desk.casesOf(payment.id)).toEqual(["refund_contradiction open"])
  })

  it("of a success that came back since is old", async () => {
    const { payment, refund } = await refunded()
    await nowSays(payment.id, "failed")
    const late = { refundId: refund.id, finding: "succeeded", acquirerRefundId: null, door: "job" } as const
    const settled = await settleRefund(till.council.outside, { ...late, leaseToken: "mine" })
    expect(settled).toEqual({ ok: false, problem: "payment_changed" })
    expect(await desk.casesOf(payment.id)).toEqual([])
  })
})
