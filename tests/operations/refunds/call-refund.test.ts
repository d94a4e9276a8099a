import { beforeEach, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const minute = 60_000
const whole = "14250 4000 0"
const released = "14250 0 0"

beforeEach(() => desk.nothingDue())

const timeout = { kind: "unknown", cause: "timeout", evidence: {} } as const
const refused = { kind: "refused", reason: "not_possible", evidence: { code: "refund_refused" } } as const

/** The acquirer's refunds of a payment, as their amounts. */
function sentBack(paymentId: string) {
  const { acquirer } = till.council.outside
  return acquirer.payments.get(till.firstObjectOf(paymentId))?.refunds.map(({ amount }) => amount)
}

async function refundIdOf(paymentId: string): Promise<string> {
  const [refund] = await desk.refundsOf(paymentId)
  return refund?.id ?? ""
}

describe("an answer that says", () => {
  it("pending keeps the amount reserved until it is decided", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    expect(await desk.sumsOf(payment.id)).toBe(whole)
    const [refund] = await desk.refundsOf(payment.id)
    expect(refund?.acquirerRefundId).toBe(`ref_${refund?.id}`)
    await desk.sweep(3_000)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 submitted"])
    const object = till.firstObjectOf(payment.id)
    const made = acquirer.payments.get(object)?.refunds ?? []
    acquirer.change(object, { refunds: made.map((one) => ({ ...one, status: "succeeded" })) })
    await desk.sweep(10_000)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(desk.keysOf("refund", await refundIdOf(payment.id))).toHaveLength(1)
  })

  it("failed gives the amount back and is told", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "failed"))
    expect(await desk.ask(payment.id, 4_000)).toBe("failed")
    expect(await desk.sumsOf(payment.id)).toBe(released)
    expect(await desk.balancesOf(payment.id)).toEqual({
      acquirer_receivable: 14_250,
      buyer_payable: -14_250,
    })
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 refund.submitted", "4 refund.failed"])
    expect(await desk.operationsOf(payment.id, "refund")).toEqual(["refused"])
    expect(await desk.casesOf(payment.id)).toEqual([])
    expect(await desk.ask(payment.id, 14_250)).toBe("succeeded")
  })

  it.each(["amount", "refund"])("another %s is never success: people must look", async (what) => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push(({ refundId, amount }) => ({
      kind: "ok",
      value: {
        acquirerRefundId: `ref_other_${what}`,
        refundId: what === "refund" ? "another" : refundId,
        amount: what === "amount" ? exactPence(amount + 1) : amount,
        status: "succeeded",
      },
      evidence: { requestId: "req_strange" },
    }))
    expect(await desk.ask(payment.id, 4_000)).toBe("needs_operator")
    expect(await desk.sumsOf(payment.id)).toBe(whole)
    expect(await desk.casesOf(payment.id)).toEqual(["refund_unclear open"])
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 refund.submitted"])
    const [row] = await till.sql`
      select state, evidence, next_sync_at is not null as watched from operation
      where payment_id = ${payment.id} and kind = 'refund'`
    expect(row).toEqual({ state: "unknown", evidence: { requestId: "req_strange" }, watched: true })
    const [refund] = await desk.refundsOf(payment.id)
    expect(refund?.acquirerRefundId).toBeNull()
  })

  it("another id than it gave before is for people", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    const object = till.firstObjectOf(payment.id)
    const made = acquirer.payments.get(object)?.refunds ?? []
    acquirer.change(object, {
      refunds: made.map((one) => ({ ...one, acquirerRefundId: "ref_changed", status: "succeeded" })),
    })
    await desk.sweep(3_000)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 needs_operator"])
    expect(await desk.casesOf(payment.id)).toEqual(["refund_unclear open"])
  })

  it("mismatch is for people, and keeps what it was", async () => {
    const { acquirer, lines } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push(() => ({ kind: "unknown", cause: "mismatch", evidence: { status: 200 } }))
    expect(await desk.ask(payment.id, 4_000)).toBe("needs_operator")
    expect(lines.at(-2)).toMatchObject({ level: "error", message: "needs an operator" })
    const [row] = await till.sql`
      select evidence from operation where payment_id = ${payment.id} and kind = 'refund'`
    expect(row).toEqual({ evidence: { status: 200, cause: "mismatch" } })
  })
})

describe("no answer", () => {
  it("after the refund was made is found by the sweep", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => {
      acquirer.sendBack(request, "succeeded")
      return timeout
    })
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    expect(await desk.sumsOf(payment.id)).toBe(whole)
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 refund.submitted"])
    await desk.sweep(3_000)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(sentBack(payment.id)).toEqual([4_000])
    expect(desk.keysOf("refund", await refundIdOf(payment.id))).toHaveLength(1)
  })

  it("before it was made is asked for again under the same key, with one effect", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push(
      () => timeout,
      () => timeout,
    )
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    for (let sweep = 0; sweep < 3; sweep += 1) await desk.sweep(minute)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(sentBack(payment.id)).toEqual([4_000])
    const keys = desk.keysOf("refund", await refundIdOf(payment.id))
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
  })

  it("because nothing left is no failure: it is sent later", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.down = true
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    await desk.sweep(3_000)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 submitted"])
    acquirer.down = false
    await desk.sweep(10_000)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(sentBack(payment.id)).toEqual([4_000])
  })
})

describe("a refusal", () => {
  it("of the only call proves that nothing was sent", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push(() => refused)
    expect(await desk.ask(payment.id, 4_000)).toBe("failed")
    expect(await desk.sumsOf(payment.id)).toBe(released)
    const [row] = await till.sql`
      select state, evidence from operation where payment_id = ${payment.id} and kind = 'refund'`
    expect(row).toEqual({ state: "refused", evidence: { code: "refund_refused" } })
  })

  it("where the acquirer shows the refund is no refusal of it", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => {
      acquirer.sendBack(request, "succeeded")
      return refused
    })
    expect(await desk.ask(payment.id, 4_000)).toBe("succeeded")
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 4000")
  })

  it("proves nothing while the acquirer cannot be asked", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push(() => {
      acquirer.down = true
      return refused
    })
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    acquirer.down = false
    await desk.sweep(3_000)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
  })

  it("after another call proves nothing until that one must be over", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push(
      () => timeout,
      () => refused,
      () => refused,
    )
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    await desk.sweep(3_000)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 submitted"])
    expect(await desk.sumsOf(payment.id)).toBe(whole)
    await desk.sweep(15 * minute)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 failed"])
    expect(await desk.sumsOf(payment.id)).toBe(released)
    expect(sentBack(payment.id)).toEqual([])
  })
})
