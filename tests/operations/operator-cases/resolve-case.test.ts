import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { settleDispute } from "#operations/disputes/settle-dispute.ts"
import { resolveCase } from "#operations/operator-cases/resolve-case.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { openTill } from "#tests/support/till.ts"
import { byNia, caseDesk } from "./case-desk.ts"

const till = openTill()
const outside = () => till.council.outside
const desk = caseDesk(till)
const { caseOf, resolve, endsOf, operationsOf } = desk
const { paidPayment, stuckPayment, contradictedPayment, contradict } = desk

describe("a payment that nobody can settle by asking", () => {
  it("is captured on a person's word, posted and told", async () => {
    const payment = await stuckPayment()
    expect(await resolve(payment.id, "captured")).toBe("resolved")
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.ledgerOf(payment.id)).toEqual([
      { kind: "captured", account: "acquirer_receivable", amount: 14_250 },
      { kind: "captured", account: "buyer_payable", amount: -14_250 },
    ])
    expect(await till.toldOf(payment.id)).toEqual([
      "1 payment.started",
      "2 payment.needs_operator",
      "3 payment.captured",
    ])
    expect(await endsOf(payment.id)).toEqual([{ reason: "outcome_unclear", ...byNia }])
    expect(await operationsOf(payment.id)).toContainEqual({ kind: "authorise", state: "succeeded" })
    const [last] = await till.sql`select event, door from payment_event where payment_id = ${payment.id}
      order by version desc limit 1`
    expect(last).toEqual({ event: "resolve", door: "operator" })
  })

  it.each(["declined", "failed", "cancelled_by_service"] as const)("ends as %s without money", async (to) => {
    const payment = await stuckPayment()
    expect(await resolve(payment.id, to)).toBe("resolved")
    expect(await till.stateOf(payment.id)).toBe(to)
    expect(await till.ledgerOf(payment.id)).toEqual([])
    expect(await endsOf(payment.id)).toEqual([{ reason: "outcome_unclear", ...byNia }])
    expect(await operationsOf(payment.id)).toContainEqual({ kind: "authorise", state: "abandoned" })
  })

  it("is not merely noted: nobody would look at it again", async () => {
    const payment = await stuckPayment()
    expect(await resolve(payment.id, "noted")).toBe("resolution_not_possible")
    expect(await resolve(payment.id, "succeeded")).toBe("resolution_not_possible")
    expect(await till.stateOf(payment.id)).toBe("needs_operator")
    expect(await caseOf(payment.id)).toMatchObject({ reason: "outcome_unclear", closedAt: null })
  })

  it("gets its money back where a person was wrong", async () => {
    const payment = await stuckPayment()
    expect(await resolve(payment.id, "failed")).toBe("resolved")
    const object = till.firstObjectOf(payment.id)
    outside().acquirer.change(object, { status: "captured", captured: payment.amount })
    await syncPayment(outside(), { paymentId: payment.id, door: "acquirer" })
    await syncOperations(outside())
    expect(await till.stateOf(payment.id)).toBe("failed")
    expect(outside().acquirer.payments.get(object)?.refunds).toMatchObject([{ amount: 14_250 }])
  })

  it.each(["declined", "failed", "cancelled_by_service"] as const)(
    "lets money go that was reserved all the same: %s",
    async (to) => {
      const payment = await stuckPayment()
      const object = till.firstObjectOf(payment.id)
      outside().acquirer.change(object, { status: "authorised" })
      expect(await resolve(payment.id, to)).toBe("resolved")
      await syncOperations(outside())
      expect(outside().acquirer.payments.get(object)?.status).toBe("closed")
      expect(await operationsOf(payment.id)).toContainEqual({ kind: "void", state: "succeeded" })
      expect(await till.stateOf(payment.id)).toBe(to)
    },
  )

  it("that a person calls captured keeps its money", async () => {
    const payment = await stuckPayment()
    expect(await resolve(payment.id, "captured")).toBe("resolved")
    expect((await operationsOf(payment.id)).map((row) => row["kind"])).not.toContain("void")
  })

  it("gives back by itself what was taken unseen", async () => {
    const payment = await stuckPayment()
    const object = till.firstObjectOf(payment.id)
    outside().acquirer.change(object, { status: "captured", captured: payment.amount })
    expect(await resolve(payment.id, "failed")).toBe("resolved")
    await syncOperations(outside())
    await syncOperations(outside())
    expect(await till.stateOf(payment.id)).toBe("failed")
    expect(outside().acquirer.payments.get(object)?.refunds).toMatchObject([{ amount: 14_250 }])
  })

  it("ends by itself where the acquirer answers first", async () => {
    const payment = await stuckPayment()
    const open = await caseOf(payment.id)
    const object = till.firstObjectOf(payment.id)
    outside().acquirer.change(object, { status: "captured", captured: payment.amount })
    await syncPayment(outside(), { paymentId: payment.id, door: "acquirer" })
    expect(await endsOf(payment.id)).toEqual([
      { reason: "outcome_unclear", closed_by: "settled", evidence: "captured by acquirer" },
    ])
    const late = await resolveCase(outside(), {
      caseId: open?.id ?? "",
      to: "failed",
      by: "Nia Rees",
      evidence: "nothing in the portal",
    })
    expect(late).toEqual({ ok: false, problem: "case_closed" })
    expect(await till.stateOf(payment.id)).toBe("captured")
  })

  it("is ended by one of two people", async () => {
    const payment = await stuckPayment()
    const ends = await Promise.all([resolve(payment.id, "captured"), resolve(payment.id, "failed")])
    expect(ends.toSorted()).toEqual(["case_closed", "resolved"])
    expect(await endsOf(payment.id)).toHaveLength(1)
  })
})

describe("a contradiction", () => {
  it("shows that a capture was none", async () => {
    const payment = await contradictedPayment()
    expect(await resolve(payment.id, "failed")).toBe("resolved")
    expect(await till.stateOf(payment.id)).toBe("failed")
    const [sums] = await till.sql`select coalesce(sum(amount), 0)::int as left from ledger_entry e
      join ledger_transaction t on t.id = e.transaction_id
      where payment_id = ${payment.id} and account = 'acquirer_receivable'`
    expect(sums).toEqual({ left: 0 })
    expect(await till.toldOf(payment.id)).toEqual([
      "1 payment.started",
      "2 payment.captured",
      "3 payment.failed",
    ])
    expect(await endsOf(payment.id)).toEqual([{ reason: "contradiction", ...byNia }])
  })

  it("that the acquirer takes back is noted", async () => {
    const payment = await contradictedPayment()
    expect(await resolve(payment.id, "captured")).toBe("resolution_not_possible")
    expect(await resolve(payment.id, "noted")).toBe("resolved")
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await endsOf(payment.id)).toEqual([{ reason: "contradiction", ...byNia }])
  })

  it("takes nothing back of which a part was refunded", async () => {
    const payment = await paidPayment()
    const amount = exactPence(1_000)
    const begun = await createRefund(outside(), { paymentId: payment.id, amount, expectedAvailable: null })
    if (begun.ok) await begun.value.settled
    await contradict(payment.id)
    expect(await resolve(payment.id, "failed")).toBe("resolution_not_possible")
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await caseOf(payment.id)).toMatchObject({ reason: "contradiction" })
  })

  it("takes nothing back that a bank disputes", async () => {
    const payment = await contradictedPayment()
    const now = outside().clock.now()
    await settleDispute(outside(), {
      paymentId: payment.id,
      facts: {
        acquirerDisputeId: `dsp_${payment.id}`,
        amount: payment.amount,
        reason: "fraudulent",
        status: "needs_response",
        evidenceDueAt: null,
        openedAt: now,
      },
      door: "acquirer",
    })
    expect(await resolve(payment.id, "failed")).toBe("resolution_not_possible")
    expect(await till.stateOf(payment.id)).toBe("captured")
  })
})
