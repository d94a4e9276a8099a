import { describe, expect, it } from "vitest"
import { findDisputesOfPayment } from "#db/queries/refunds.ts"
import { closeOperatorCase } from "#db/records/operator-cases.ts"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { settleDispute } from "#operations/disputes/settle-dispute.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const openedAt = instant(Date.UTC(2026, 10, 25))
const dueAt = instant(Date.UTC(2026, 11, 5))

/** The acquirer shows a dispute over the whole payment, and a notification makes us ask. */
async function shows(payment: Payment, facts: Partial<DisputeSnapshot> = {}) {
  const { acquirer } = till.council.outside
  const dispute: DisputeSnapshot = {
    acquirerDisputeId: `dp_${payment.id}`,
    amount: payment.amount,
    reason: "fraudulent",
    status: "needs_response",
    evidenceDueAt: dueAt,
    openedAt,
    ...facts,
  }
  acquirer.change(till.firstObjectOf(payment.id), { disputes: [dispute] })
  await syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })
}

async function disputesOf(payment: Payment) {
  return await findDisputesOfPayment(till.council.outside.db, payment.id)
}

async function tellsOf(payment: Payment) {
  return (await till.toldOf(payment.id)).filter((line) => line.includes("dispute"))
}

const kept = { acquirer_receivable: 14_250, buyer_payable: -14_250 }
const held = { buyer_payable: -14_250, disputes_held: 14_250 }

describe("a dispute", () => {
  it("that opens holds its money, is told and warned of", async () => {
    const payment = await desk.paidPayment()
    await shows(payment)
    const [dispute, ...others] = await disputesOf(payment)
    expect(others).toEqual([])
    expect(dispute).toMatchObject({
      paymentId: payment.id,
      buyerId: payment.buyerId,
      serviceId: payment.serviceId,
      mode: "test",
      acquirerDisputeId: `dp_${payment.id}`,
      amount: 14_250,
      reason: "fraudulent",
      state: "needs_response",
      evidenceDueAt: dueAt,
      openedAt,
    })
    expect(await desk.balancesOf(payment.id)).toEqual(held)
    expect(await tellsOf(payment)).toEqual(["3 dispute.opened"])
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(till.council.outside.lines).toContainEqual({
      level: "warn",
      fields: { payment_id: payment.id, dispute_id: dispute?.id },
      message: "dispute opened",
    })
    const [told] = await till.sql<{ body: string }[]>`
      select body from outbox_event where subject_id = ${payment.id} and type = 'dispute.opened'`
    expect(JSON.parse(told?.body ?? "{}")).toMatchObject({ data: { dispute_id: dispute?.id } })
  })

  it("that moves on is told without moving money", async () => {
    const payment = await desk.paidPayment()
    await shows(payment)
    await shows(payment, { status: "under_review" })
    await shows(payment, { status: "needs_response", evidenceDueAt: null })
    expect(await desk.balancesOf(payment.id)).toEqual(held)
    expect(await tellsOf(payment)).toEqual(["3 dispute.opened", "4 dispute.updated", "5 dispute.updated"])
    expect(await disputesOf(payment)).toMatchObject([{ state: "needs_response", evidenceDueAt: null }])
  })

  it.each([
    ["won", kept],
    ["lost", {}],
  ] as const)("that is %s closes with its money where it belongs", async (status, balances) => {
    const payment = await desk.paidPayment()
    await shows(payment)
    await shows(payment, { status })
    expect(await disputesOf(payment)).toMatchObject([{ state: status }])
    expect(await desk.balancesOf(payment.id)).toEqual(balances)
    expect(await tellsOf(payment)).toEqual(["3 dispute.opened", "4 dispute.closed"])
  })

  it.each([
    ["won", kept],
    ["lost", {}],
  ] as const)("of which nobody heard before it was %s is opened and closed", async (status, balances) => {
    const payment = await desk.paidPayment()
    await shows(payment, { status })
    expect(await desk.balancesOf(payment.id)).toEqual(balances)
    expect(await tellsOf(payment)).toEqual(["3 dispute.opened", "4 dispute.closed"])
    const history = await till.sql`
      select event, door from payment_event where payment_id = ${payment.id} and event like 'dispute%' order by version`
    expect([...history]).toEqual([
      { event: "dispute_opened", door: "acquirer" },
      { event: "dispute_closed", door: "acquirer" },
    ])
  })

  it("over a part holds that part", async () => {
    const payment = await desk.paidPayment()
    await shows(payment, { amount: exactPence(250) })
    expect(await desk.balancesOf(payment.id)).toEqual({
      acquirer_receivable: 14_000,
      buyer_payable: -14_250,
      disputes_held: 250,
    })
  })

  it("that is told again, by many at once, adds nothing", async () => {
    const payment = await desk.paidPayment()
    await Promise.all([1, 2, 3, 4].map(() => shows(payment)))
    await Promise.all([1, 2, 3, 4].map(() => shows(payment, { status: "won" })))
    await shows(payment, { status: "won" })
    expect(await disputesOf(payment)).toHaveLength(1)
    expect(await desk.balancesOf(payment.id)).toEqual(kept)
    expect(await tellsOf(payment)).toEqual(["3 dispute.opened", "4 dispute.closed"])
  })

  it("beside another has its own money", async () => {
    const payment = await desk.paidPayment()
    const facts = { paymentId: payment.id, door: "acquirer" } as const
    for (const [id, amount] of [
      ["one", 1_000],
      ["two", 2_000],
    ] as const) {
      await settleDispute(till.council.outside, {
        ...facts,
        facts: {
          acquirerDisputeId: `dp_${id}`,
          amount: exactPence(amount),
          reason: "product_not_received",
          status: "needs_response",
          evidenceDueAt: null,
          openedAt,
        },
      })
    }
    expect((await disputesOf(payment)).map(({ amount }) => amount)).toEqual([1_000, 2_000])
    expect((await desk.balancesOf(payment.id))["disputes_held"]).toBe(3_000)
  })

  it("of a payment that nobody knows says so", async () => {
    const settled = settleDispute(till.council.outside, {
      paymentId: "v".repeat(26),
      facts: {
        acquirerDisputeId: "dp_nobody",
        amount: exactPence(1),
        reason: "fraudulent",
        status: "needs_response",
        evidenceDueAt: null,
        openedAt,
      },
      door: "acquirer",
    })
    expect(await settled).toEqual({ ok: false, problem: "payment_unknown" })
  })
})

describe("what a dispute can never do", () => {
  it.each<[string, DisputeSnapshot["status"], Partial<DisputeSnapshot>]>([
    ["lost after it was won", "won", { status: "lost" }],
    ["won after it was lost", "lost", { status: "won" }],
    ["open again after it was won", "won", { status: "needs_response" }],
    ["of another amount", "under_review", { status: "under_review", amount: exactPence(14_249) }],
    ["won with another amount", "under_review", { status: "won", amount: exactPence(14_249) }],
  ])("%s changes nothing and is a case for people, once", async (_name, before, after) => {
    const payment = await desk.paidPayment()
    await shows(payment, { status: before })
    const [dispute] = await disputesOf(payment)
    const [balances, told] = [await desk.balancesOf(payment.id), await tellsOf(payment)]
    await shows(payment, after)
    await shows(payment, after)
    expect(await disputesOf(payment)).toEqual([dispute])
    expect(await desk.balancesOf(payment.id)).toEqual(balances)
    expect(await tellsOf(payment)).toEqual(told)
    expect(await desk.casesOf(payment.id)).toEqual(["dispute_contradiction open"])
    await till.council.outside.db.transaction((transaction) =>
      closeOperatorCase(transaction, {
        reason: "dispute_contradiction",
        subjectId: dispute?.id ?? "",
        closedAt: till.council.outside.clock.now(),
        closedBy: "Nia Rees",
        evidence: "the acquirer corrects it by a payout adjustment",
      }),
    )
    await shows(payment, after)
    expect(await desk.casesOf(payment.id)).toEqual(["dispute_contradiction closed"])
  })
})

describe("a refund", () => {
  it.each(["needs_response", "under_review", "lost"] as const)(
    "is refused while a dispute is %s",
    async (status) => {
      const payment = await desk.paidPayment()
      await shows(payment, { status, amount: exactPence(250) })
      expect(await desk.ask(payment.id, 1)).toBe("refund_disputed")
      expect(await desk.refundsOf(payment.id)).toEqual([])
    },
  )

  it("is possible again once the dispute is won", async () => {
    const payment = await desk.paidPayment()
    await shows(payment)
    await shows(payment, { status: "won" })
    expect(await desk.ask(payment.id, 14_250)).toBe("succeeded")
    expect(await desk.balancesOf(payment.id)).toEqual({})
  })

  it("that was on its way when the dispute opened goes on", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    expect(await desk.ask(payment.id, 4_000)).toBe("submitted")
    const object = till.firstObjectOf(payment.id)
    const made = acquirer.payments.get(object)?.refunds ?? []
    acquirer.change(object, { refunds: made.map((one) => ({ ...one, status: "succeeded" })) })
    await shows(payment, { amount: exactPence(10_250) })
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(await desk.balancesOf(payment.id)).toEqual({ buyer_payable: -10_250, disputes_held: 10_250 })
  })
})
