import { describe, expect, it } from "vitest"
import type { Dispute, DisputeFacts, DisputeState } from "#domain/disputes/dispute.ts"
import {
  disputeChange,
  disputeMoves,
  disputeStates,
  isDisputed,
  openDispute,
} from "#domain/disputes/dispute.ts"
import { instant, later } from "#domain/instant.ts"
import { posting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import { aPayment } from "#tests/support/a-payment.ts"

const openedAt = instant(Date.UTC(2026, 10, 25))
const dueAt = instant(Date.UTC(2026, 11, 5))
const at = instant(Date.UTC(2026, 10, 26))
const amount = exactPence(14_250)
const payment = aPayment({ state: "captured", authorised: amount, captured: amount, version: 4, notices: 2 })

/** What the acquirer says of the dispute, with what a test says of it. */
function told(facts: Partial<DisputeFacts> = {}): DisputeFacts {
  return {
    acquirerDisputeId: "dp_1",
    amount,
    reason: "fraudulent",
    status: "needs_response",
    evidenceDueAt: dueAt,
    openedAt,
    ...facts,
  }
}

function opened(facts: Partial<Dispute> = {}): Dispute {
  return { ...openDispute(payment, told(), { id: "dispute", at }).dispute, ...facts }
}

function hear(state: DisputeState, facts: Partial<DisputeFacts>) {
  return disputeChange(payment, opened({ state }), { facts: told(facts), at: later(at, 1) })
}

describe("a dispute that nobody knew", () => {
  it.each(disputeStates)("is born open, holds its money and is told, even where it is %s now", (status) => {
    const born = openDispute(payment, told({ status }), { id: "dispute", at })
    expect(born.dispute).toEqual({
      id: "dispute",
      paymentId: payment.id,
      buyerId: payment.buyerId,
      serviceId: payment.serviceId,
      mode: payment.mode,
      acquirer: payment.acquirer,
      acquirerDisputeId: "dp_1",
      amount,
      reason: "fraudulent",
      state: "needs_response",
      evidenceDueAt: dueAt,
      openedAt,
      updatedAt: at,
    })
    expect(born.payment).toEqual({
      event: "dispute_opened",
      before: payment,
      after: { ...payment, version: 5, notices: 3 },
      postings: [posting("dispute_opened", "dispute", amount)],
      notify: "dispute.opened",
      about: { disputeId: "dispute" },
      operatorCase: null,
    })
  })
})

/** from, to: the event and posting of the change, `same` or `contradiction`. */
const outcomes: readonly [DisputeState, DisputeState, string][] = [
  ["needs_response", "needs_response", "same"],
  ["needs_response", "under_review", "dispute.updated -"],
  ["needs_response", "won", "dispute.closed dispute_won"],
  ["needs_response", "lost", "dispute.closed dispute_lost"],
  ["under_review", "needs_response", "dispute.updated -"],
  ["under_review", "under_review", "same"],
  ["under_review", "won", "dispute.closed dispute_won"],
  ["under_review", "lost", "dispute.closed dispute_lost"],
  ["won", "needs_response", "contradiction"],
  ["won", "under_review", "contradiction"],
  ["won", "won", "same"],
  ["won", "lost", "contradiction"],
  ["lost", "needs_response", "contradiction"],
  ["lost", "under_review", "contradiction"],
  ["lost", "won", "contradiction"],
  ["lost", "lost", "same"],
]

describe("the acquirer's word", () => {
  it.each(outcomes)("on a dispute that was %s and is %s: %s", (from, status, outcome) => {
    const heard = hear(from, { status })
    if (heard?.kind !== "change") {
      expect(heard?.kind ?? "same").toBe(outcome)
      return
    }
    const { dispute, payment: change } = heard.value
    const kinds = change.postings.map(({ kind }) => kind).join() || "-"
    expect(`${change.notify} ${kinds}`).toBe(outcome)
    expect(change.event).toBe(change.notify?.replace(".", "_"))
    expect(change.postings).toEqual(change.postings.map(({ kind }) => posting(kind, "dispute", amount)))
    expect(change.after).toEqual({ ...payment, version: 5, notices: 3 })
    expect(change.about).toEqual({ disputeId: "dispute" })
    expect(dispute).toEqual({ ...opened(), state: status, updatedAt: later(at, 1) })
  })

  it("moves along the published pairs alone", () => {
    const changing = outcomes.filter(([, , outcome]) => outcome.startsWith("dispute."))
    const pairs = (moves: readonly (readonly string[])[]) =>
      moves.map(([from, to]) => `${from} > ${to}`).toSorted()
    expect(pairs(disputeMoves)).toEqual(pairs(changing))
    expect(outcomes).toHaveLength(disputeStates.length ** 2)
  })

  it.each(disputeStates)("of another amount is a contradiction while %s", (state) => {
    for (const status of disputeStates)
      expect(hear(state, { status, amount: exactPence(14_249) })).toEqual({ kind: "contradiction" })
  })

  it("of another day for the evidence is told without moving money", () => {
    const evidenceDueAt = later(dueAt, 86_400_000)
    expect(hear("needs_response", { evidenceDueAt })).toMatchObject({
      kind: "change",
      value: {
        dispute: { state: "needs_response", evidenceDueAt },
        payment: { event: "dispute_updated", postings: [], notify: "dispute.updated" },
      },
    })
  })

  it.each(["won", "lost"] as const)("of another day for the evidence is no news once %s", (state) => {
    expect(hear(state, { status: state, evidenceDueAt: null })).toBeNull()
  })
})

describe("a bank that only asks", () => {
  const nothing = exactPence(0)
  const inquiry = openDispute(payment, told({ amount: nothing }), { id: "dispute", at })

  it("takes no money, and says so", () => {
    expect(inquiry.payment).toMatchObject({ notify: "dispute.opened", postings: [] })
    const won = disputeChange(payment, inquiry.dispute, {
      facts: told({ amount: nothing, status: "won" }),
      at,
    })
    expect(won).toMatchObject({ kind: "change", value: { payment: { postings: [] } } })
  })

  it("may take the money after all", () => {
    const escalated = disputeChange(payment, inquiry.dispute, { facts: told(), at })
    expect(escalated).toMatchObject({
      kind: "change",
      value: {
        dispute: { amount, state: "needs_response" },
        payment: { notify: "dispute.updated", postings: [posting("dispute_opened", "dispute", amount)] },
      },
    })
  })

  it("may take it and keep it at once", () => {
    const lost = disputeChange(payment, inquiry.dispute, { facts: told({ status: "lost" }), at })
    expect(lost).toMatchObject({
      kind: "change",
      value: {
        payment: {
          notify: "dispute.closed",
          postings: [
            posting("dispute_opened", "dispute", amount),
            posting("dispute_lost", "dispute", amount),
          ],
        },
      },
    })
  })
})

describe("a bank that asked and was answered", () => {
  it.each(["won", "lost"] as const)("cannot take money once it is %s", (state) => {
    const inquiry = opened({ state, amount: exactPence(0) })
    const heard = disputeChange(payment, inquiry, { facts: told({ status: state }), at })
    expect(heard).toEqual({ kind: "contradiction" })
  })

  it("cannot hand money back by asking again", () => {
    expect(hear("needs_response", { amount: exactPence(0) })).toEqual({ kind: "contradiction" })
  })
})

describe("a payment", () => {
  it("is disputed while the money is not for sure the buyer's", () => {
    expect(isDisputed([])).toBe(false)
    const won = { state: "won", amount } as const
    expect(isDisputed([won, won])).toBe(false)
    for (const state of ["needs_response", "under_review", "lost"] as const) {
      expect(isDisputed([won, { state, amount }])).toBe(true)
      expect(isDisputed([won, { state, amount: exactPence(0) }])).toBe(false)
    }
  })
})
