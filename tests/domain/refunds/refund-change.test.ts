import { describe, expect, it } from "vitest"
import { instant, later } from "#domain/instant.ts"
import { posting, reversalPosting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { paymentStates } from "#domain/payments/state.ts"
import { transition } from "#domain/payments/transition.ts"
import type { Refund, RefundState } from "#domain/refunds/refund.ts"
import { newRefund, refundStates } from "#domain/refunds/refund.ts"
import type { RefundFinding } from "#domain/refunds/refund-change.ts"
import { amountAvailable, refundChange, requestRefund, reversalOf } from "#domain/refunds/refund-change.ts"
import { aPayment } from "#tests/support/a-payment.ts"

const at = instant(Date.UTC(2026, 10, 22, 9, 30))
const whole = exactPence(14_250)
const part = exactPence(4_000)

/** A paid payment of £142.50, with what a test says of it. */
function paid(facts: Partial<Payment> = {}): Payment {
  return aPayment({ state: "captured", authorised: whole, captured: whole, capturedAt: at, ...facts })
}

function ask(payment: Payment, facts: { amount?: number; expected?: number; disputed?: boolean } = {}) {
  const { amount = part, expected, disputed = false } = facts
  return requestRefund(payment, {
    id: "refund",
    acquirerPaymentId: "acq",
    amount: exactPence(amount),
    expectedAvailable: expected === undefined ? null : exactPence(expected),
    disputed,
    at,
  })
}

/** A refund of £40 that stands in `state`, and its payment with the sums that belong to it. */
function standing(state: RefundState, kind: Refund["kind"] = "refund") {
  const payment = paid(
    kind === "reversal"
      ? {}
      : {
          refundReserved: exactPence(state === "failed" ? 0 : part),
          refunded: exactPence(state === "succeeded" ? part : 0),
        },
  )
  const born = newRefund(payment, { id: "refund", kind, acquirerPaymentId: "acq", amount: part, at })
  return { payment, refund: { ...born, state } }
}

function find(state: RefundState, finding: RefundFinding, kind: Refund["kind"] = "refund") {
  const { payment, refund } = standing(state, kind)
  return refundChange(payment, refund, { finding, acquirerRefundId: "ref", at: later(at, 1) })
}

describe("what can be refunded", () => {
  it.each(paymentStates.filter((state) => state !== "captured"))("is nothing while %s", (state) => {
    const payment = paid({ state })
    expect(amountAvailable(payment)).toBe(0)
    expect(ask(payment)).toEqual({ ok: false, problem: "refund_not_possible" })
  })

  it("is what was captured without what is reserved", () => {
    expect(amountAvailable(paid())).toBe(14_250)
    expect(amountAvailable(paid({ refundReserved: part }))).toBe(10_250)
    expect(amountAvailable(paid({ refundReserved: part, refunded: part }))).toBe(10_250)
  })
})

describe("a request", () => {
  it.each([1, 4_000, 14_250])("of %i pence reserves, posts and tells at once", (amount) => {
    const payment = paid({ version: 7, notices: 2 })
    const asked = ask(payment, { amount })
    if (!asked.ok) throw new Error(asked.problem)
    const { refund, payment: change } = asked.value
    expect(refund).toMatchObject({ id: "refund", kind: "refund", state: "submitted", amount })
    expect(change).toEqual({
      event: "refund_submitted",
      before: payment,
      after: { ...payment, refundReserved: amount, version: 8, notices: 3 },
      postings: [posting("refund_submitted", "refund", exactPence(amount))],
      notify: "refund.submitted",
      about: { refundId: "refund" },
      operatorCase: null,
    })
  })

  it.each<[string, Payment, Parameters<typeof ask>[1], string]>([
    ["a penny more than was captured", paid(), { amount: 14_251 }, "refund_too_large"],
    ["more than is left", paid({ refundReserved: part }), { amount: 10_251 }, "refund_too_large"],
    ["anything of nothing left", paid({ refundReserved: whole }), { amount: 1 }, "refund_not_possible"],
    ["anything beside a dispute", paid(), { disputed: true }, "refund_disputed"],
    ["on a belief that is too high", paid(), { expected: 14_251 }, "refund_available_differs"],
    ["on a belief that is too low", paid(), { expected: 14_249 }, "refund_available_differs"],
    ["on an old belief", paid({ refundReserved: whole }), { expected: 14_250 }, "refund_available_differs"],
  ])("for %s is refused", (_name, payment, facts, problem) => {
    expect(ask(payment, facts)).toEqual({ ok: false, problem })
  })

  it("on a right belief is taken", () => {
    expect(ask(paid({ refundReserved: part }), { amount: 10_250, expected: 10_250 })).toMatchObject({
      ok: true,
      value: { payment: { after: { refundReserved: 14_250 } } },
    })
  })
})

/** state, finding: next state, reserved, refunded, posting, what the buyer is told. `same`: known already. */
const outcomes: readonly [RefundState, RefundFinding, string][] = [
  ["submitted", "succeeded", "succeeded 4000 4000 refund_succeeded refund.succeeded"],
  ["submitted", "failed", "failed 0 0 refund_failed refund.failed"],
  ["submitted", "stuck", "needs_operator 4000 0 - -"],
  ["needs_operator", "succeeded", "succeeded 4000 4000 refund_succeeded refund.succeeded"],
  ["needs_operator", "failed", "failed 0 0 refund_failed refund.failed"],
  ["needs_operator", "stuck", "same"],
  ["succeeded", "succeeded", "same"],
  ["succeeded", "failed", "failed 0 0 refund_returned refund.failed"],
  ["succeeded", "stuck", "contradiction"],
  ["failed", "succeeded", "contradiction"],
  ["failed", "failed", "same"],
  ["failed", "stuck", "contradiction"],
]

describe("a finding", () => {
  it.each(outcomes)("on a refund that is %s: %s leads to %s", (state, finding, outcome) => {
    const found = find(state, finding)
    if (found?.kind !== "change") {
      expect(found?.kind ?? "same").toBe(outcome)
      return
    }
    const { refund, payment } = found.value
    const { after, postings, notify } = payment
    const kinds = postings.map(({ kind }) => kind).join() || "-"
    const summary = [refund.state, after.refundReserved, after.refunded, kinds, notify ?? "-"]
    expect(summary.join(" ")).toBe(outcome)
    expect(refund).toMatchObject({ acquirerRefundId: "ref", createdAt: at, updatedAt: later(at, 1) })
    expect(after).toMatchObject({ version: 2, notices: notify === null ? 0 : 1, captured: 14_250 })
    expect(payment.about).toEqual({ refundId: "refund" })
    expect(payment.operatorCase).toBe(refund.state === "needs_operator" ? "refund_unclear" : null)
    expect(postings).toEqual(postings.map(({ kind }) => posting(kind, "refund", part)))
  })

  it("covers every state and finding", () => {
    expect(outcomes).toHaveLength(refundStates.length * 3)
  })

  it("without an id keeps the one that is known", () => {
    const { payment, refund } = standing("submitted")
    const known = { ...refund, acquirerRefundId: "ref_known" }
    expect(refundChange(payment, known, { finding: "failed", acquirerRefundId: null, at })).toMatchObject({
      value: { refund: { acquirerRefundId: "ref_known" } },
    })
  })
})

describe("a finding about a reversal", () => {
  it.each<[RefundState, RefundFinding, string]>([
    ["submitted", "succeeded", "succeeded refund_succeeded -"],
    ["submitted", "failed", "failed refund_failed reversal_failed"],
    ["submitted", "stuck", "needs_operator - refund_unclear"],
    ["needs_operator", "succeeded", "succeeded refund_succeeded -"],
    ["needs_operator", "failed", "failed refund_failed reversal_failed"],
    ["succeeded", "failed", "failed refund_returned reversal_failed"],
  ])("that is %s: %s moves money in suspense alone (%s)", (state, finding, outcome) => {
    const found = find(state, finding, "reversal")
    if (found?.kind !== "change") throw new Error("nothing changed")
    const { refund, payment } = found.value
    const kinds = payment.postings.map(({ kind }) => kind).join() || "-"
    expect([refund.state, kinds, payment.operatorCase ?? "-"].join(" ")).toBe(outcome)
    expect(payment.postings).toEqual(
      payment.postings.map(({ kind }) => reversalPosting(kind, "refund", part)),
    )
    expect(payment.after).toEqual({ ...payment.before, version: payment.before.version + 1 })
    expect(payment.notify).toBeNull()
  })
})

describe("a reversal", () => {
  it("stands in suspense and leaves it in the transition that found the money", () => {
    const closed = aPayment({ state: "expired", notices: 3 })
    const found = transition(closed, { name: "captured", amount: whole, card: null }, at)
    if (!found.ok) throw new Error(found.problem)
    const { refund, payment } = reversalOf(found.value, {
      id: "reversal",
      acquirerPaymentId: "acq_late",
      amount: whole,
      at,
    })
    expect(refund).toMatchObject({
      id: "reversal",
      kind: "reversal",
      paymentId: closed.id,
      acquirerPaymentId: "acq_late",
      amount: 14_250,
      state: "submitted",
    })
    expect(payment).toMatchObject({
      event: "captured",
      after: { state: "expired", captured: 0, refundReserved: 0, refunded: 0, notices: 4 },
      notify: "payment.late_success_reversed",
      about: { refundId: "reversal" },
    })
    expect(payment.postings).toEqual([
      posting("late_success", "acq_late", whole),
      reversalPosting("refund_submitted", "reversal", whole),
    ])
  })
})
