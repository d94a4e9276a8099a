import { beforeEach, describe, expect, it } from "vitest"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const hour = 3_600_000
const day = 24 * hour

beforeEach(() => desk.nothingDue())

/** A refund of £40 that the acquirer never got, or whose answer it lost. */
async function unanswered(isMade = false) {
  const { acquirer } = till.council.outside
  const payment = await desk.paidPayment()
  acquirer.refundScript.push((request) => {
    if (isMade) acquirer.sendBack(request, "succeeded")
    return { kind: "unknown", cause: "timeout", evidence: {} }
  })
  expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
  const [refund] = await desk.refundsOf(payment.id)
  if (!refund) throw new Error("no refund")
  return { payment, refund }
}

describe("a refund that the acquirer does not know", () => {
  it("is asked for again while its key is remembered", async () => {
    const { payment, refund } = await unanswered()
    await desk.sweep(20 * hour - 1)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(new Set(desk.keysOf("refund", refund.id)).size).toBe(1)
  })

  it("has failed once its key may be forgotten: its amount is free again", async () => {
    const { payment, refund } = await unanswered()
    await desk.sweep(20 * hour)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 failed"])
    expect(desk.keysOf("refund", refund.id)).toHaveLength(1)
    expect(await desk.sumsOf(payment.id)).toBe("14250 0 0")
    expect(await desk.balancesOf(payment.id)).toEqual({
      acquirer_receivable: 14_250,
      buyer_payable: -14_250,
    })
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 refund.submitted", "4 refund.failed"])
    expect(await desk.ask(payment.id, 14_250)).toBe("succeeded")
  })

  it("is not given up while nobody can say so", async () => {
    const { acquirer } = till.council.outside
    const { payment } = await unanswered(true)
    acquirer.down = true
    for (let slept = 0; slept < 3; slept += 1) await desk.sweep(day)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 submitted"])
    acquirer.down = false
    await desk.sweep(day)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
  })

  it("is not believed of another payment's word", async () => {
    const { acquirer } = till.council.outside
    const { payment } = await unanswered(true)
    const object = till.firstObjectOf(payment.id)
    acquirer.change(object, { reference: "another", refunds: [] })
    await desk.sweep(21 * hour)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 submitted"])
  })
})

describe("a refund that people look at", () => {
  /** A refund of £40 that the acquirer answered with another sum. */
  async function mismatched() {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push(() => ({ kind: "unknown", cause: "mismatch", evidence: {} }))
    expect(await desk.ask(payment.id, 4_000)).toBe("needs_operator")
    const [refund] = await desk.refundsOf(payment.id)
    if (!refund) throw new Error("no refund")
    return { payment, refund }
  }

  it("is asked about and never sent again", async () => {
    const { payment, refund } = await mismatched()
    for (let sweep = 0; sweep < 4; sweep += 1) await desk.sweep(hour)
    expect(desk.keysOf("refund", refund.id)).toHaveLength(1)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 needs_operator"])
    expect(desk.keysOf("fetch", till.firstObjectOf(payment.id)).length).toBeGreaterThanOrEqual(4)
  })

  it("ends by itself where the acquirer shows it after all", async () => {
    const { acquirer } = till.council.outside
    const { payment, refund } = await mismatched()
    acquirer.sendBack(
      { acquirerPaymentId: refund.acquirerPaymentId, refundId: refund.id, amount: refund.amount },
      "succeeded",
    )
    await desk.sweep(hour)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(await desk.casesOf(payment.id)).toEqual(["refund_unclear closed"])
  })
})

describe("two weeks without an answer", () => {
  it("are for people, who are told once; the buyer is told nothing", async () => {
    const { acquirer, lines } = till.council.outside
    const { payment, refund } = await unanswered()
    acquirer.down = true
    for (let slept = 0; slept < 16; slept += 1) await desk.sweep(day)
    acquirer.down = false
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 needs_operator"])
    expect(await desk.casesOf(payment.id)).toEqual(["refund_unclear open"])
    const told = lines.filter(({ fields, level }) => level === "error" && fields["refund_id"] === refund.id)
    expect(told).toHaveLength(1)
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 0")
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 refund.submitted"])
  })

  it("end by themselves where the answer comes after all", async () => {
    const { acquirer } = till.council.outside
    const { payment } = await unanswered(true)
    acquirer.down = true
    for (let slept = 0; slept < 15; slept += 1) await desk.sweep(day)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 needs_operator"])
    acquirer.down = false
    await desk.sweep(6 * hour)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 4000")
    const [ended] = await till.sql`
      select closed_by, evidence from operator_case where payment_id = ${payment.id}`
    expect(ended).toEqual({ closed_by: "settled", evidence: "succeeded by job" })
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 refund.submitted", "4 refund.succeeded"])
    expect(await desk.operationsOf(payment.id, "refund")).toEqual(["succeeded"])
  })
})

describe("a sweep", () => {
  it("of an ended refund looks no more", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    expect(await desk.ask(payment.id, 4_000)).toBe("succeeded")
    const before = acquirer.calls.length
    await desk.sweep(day)
    expect(acquirer.calls.slice(before)).toEqual([])
  })

  it("by two workers sends one refund", async () => {
    const { acquirer } = till.council.outside
    const { payment } = await unanswered()
    till.council.outside.clock.advance(3_000)
    await Promise.all([desk.sweep(0), desk.sweep(0), desk.sweep(0)])
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    const made = acquirer.payments.get(till.firstObjectOf(payment.id))?.refunds
    expect(made?.map(({ amount }) => amount)).toEqual([4_000])
    expect((await till.toldOf(payment.id)).slice(2)).toEqual(["3 refund.submitted", "4 refund.succeeded"])
  })
})
