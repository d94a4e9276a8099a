import { describe, expect, it } from "vitest"
import { instant, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { maxAttempts } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { closedStates, paymentEvents, paymentStates } from "#domain/payments/state.ts"
import type { PaymentEvent } from "#domain/payments/transition.ts"
import { transition } from "#domain/payments/transition.ts"
import { legalMoves } from "#domain/payments/transition-table.ts"
import { aPayment } from "#tests/support/a-payment.ts"

const now = instant(Date.UTC(2026, 10, 22, 9, 30))

/**
 * The published table once more, by hand and in another form: `state: event>to …`. What is not named here is
 * recorded without change (`=`), refused (`x …`) or an operator case (`! …`).
 */
const expected: Readonly<Record<PaymentState, string>> = {
  created:
    "opened>started submitted>authorising payee_cancel>cancelled_by_payee service_cancel>cancelled_by_service expire>expired x:capture,resolve !:authorised,captured",
  started:
    "submitted>authorising payee_cancel>cancelled_by_payee service_cancel>cancelled_by_service expire>expired x:capture,resolve !:authorised,captured",
  authorising:
    "challenge>challenge_required authorised>authorised captured>captured declined>started failed>failed unknown>checking stuck>needs_operator x:submitted,capture,payee_cancel,service_cancel,resolve",
  challenge_required:
    "returned>authorising authorised>authorised captured>captured declined>started failed>failed unknown>checking payee_cancel>cancelled_by_payee service_cancel>cancelled_by_service expire>expired stuck>needs_operator x:submitted,capture,resolve",
  checking:
    "challenge>challenge_required authorised>authorised captured>captured declined>started failed>failed stuck>needs_operator x:submitted,capture,payee_cancel,service_cancel,resolve",
  authorised:
    "captured>captured declined>needs_operator failed>failed capture>capturing service_cancel>cancelled_by_service stuck>needs_operator x:submitted,payee_cancel,resolve",
  capturable:
    "captured>captured declined>needs_operator failed>failed capture>capturing service_cancel>cancelled_by_service expire>expired stuck>needs_operator x:submitted,payee_cancel,resolve",
  capturing:
    "captured>captured declined>needs_operator failed>failed stuck>needs_operator x:submitted,payee_cancel,service_cancel,resolve",
  needs_operator:
    "captured>captured declined>declined failed>failed resolve>failed x:submitted,capture,payee_cancel,service_cancel",
  captured: "resolve>failed x:submitted,payee_cancel,service_cancel !:declined,failed,stuck",
  declined: "closed",
  expired: "closed",
  cancelled_by_payee: "closed",
  cancelled_by_service: "closed",
  failed: "closed",
}
const closedRow = "x:submitted,capture,payee_cancel,service_cancel,resolve !:authorised,captured,stuck"

function expectation(state: PaymentState, event: string): string {
  const row = expected[state] === "closed" ? closedRow : expected[state]
  for (const word of row.split(" ")) {
    const [mark, names] = word.split(":")
    if (names?.split(",").includes(event)) return mark === "x" ? "refused" : "operator case"
    if (word.startsWith(`${event}>`)) return word.slice(event.length + 1)
  }
  return "recorded"
}

function eventNamed(name: (typeof paymentEvents)[number], payment: Payment): PaymentEvent {
  switch (name) {
    case "authorised":
    case "captured":
      return { name, amount: payment.amount, card: null }
    case "challenge":
      return { name, card: null }
    case "declined":
      return { name, reason: "declined", card: null }
    case "resolve":
      return { name, to: "failed" }
    default:
      return { name }
  }
}

describe("transition", () => {
  for (const state of paymentStates) {
    for (const name of paymentEvents) {
      const outcome = expectation(state, name)
      it(`${state} on ${name}: ${outcome}`, () => {
        const payment = aPayment({ state })
        const decided = transition(payment, eventNamed(name, payment), now)
        if (outcome === "refused") {
          expect(decided.ok).toBe(false)
          return
        }
        if (!decided.ok) throw new Error(decided.problem)
        const { after, operatorCase, reverses } = decided.value
        expect(after.version).toBe(payment.version + 1)
        expect(after.state).toBe(outcome === "recorded" || outcome === "operator case" ? state : outcome)
        const isLateMoney = outcome === "operator case" && ["authorised", "captured"].includes(name)
        expect(reverses !== null).toBe(isLateMoney)
        const needsPeople = outcome === "operator case" || outcome === "needs_operator"
        expect(operatorCase !== null).toBe(needsPeople && !isLateMoney)
      })
    }
  }

  it("a delayed capture becomes capturable for 120 hours", () => {
    const payment = aPayment({ state: "authorising", delayedCapture: true })
    const decided = transition(payment, { name: "authorised", amount: payment.amount, card: null }, now)
    expect(decided).toMatchObject({
      ok: true,
      value: {
        after: { state: "capturable", expiresAt: later(now, 120 * 3_600_000) },
        notify: "payment.capturable",
      },
    })
  })

  it("the fifth refusal declines the payment", () => {
    const refused = { name: "declined", reason: "declined", card: null } as const
    const fourth = transition(aPayment({ state: "authorising", attempts: maxAttempts - 1 }), refused, now)
    const fifth = transition(aPayment({ state: "authorising", attempts: maxAttempts }), refused, now)
    expect(fourth).toMatchObject({ value: { after: { state: "started" }, notify: null } })
    expect(fifth).toMatchObject({ value: { after: { state: "declined" }, notify: "payment.failed" } })
  })

  it("a refusal after the time limit declines", () => {
    const payment = aPayment({ state: "authorising", expiresAt: now })
    const decided = transition(payment, { name: "declined", reason: "declined", card: null }, now)
    expect(decided).toMatchObject({ value: { after: { state: "declined" } } })
  })

  it("a bank's order not to retry declines at once", () => {
    const payment = aPayment({ state: "authorising", attempts: 1 })
    const decided = transition(payment, { name: "declined", reason: "do_not_retry", card: null }, now)
    expect(decided).toMatchObject({ value: { after: { state: "declined" } } })
  })

  it("a capture posts the balanced amount once", () => {
    const payment = aPayment({ state: "authorising" })
    const event = { name: "captured", amount: payment.amount, card: null } as const
    const decided = transition(payment, event, now)
    if (!decided.ok) throw new Error(decided.problem)
    const [posting, ...others] = decided.value.postings
    expect(others).toEqual([])
    expect(posting?.entries).toEqual([
      { account: "acquirer_receivable", amount: exactPence(14_250) },
      { account: "buyer_payable", amount: exactPence(-14_250) },
    ])
    expect(decided.value.after).toMatchObject({ captured: 14_250, capturedAt: now, notices: 1 })
    const again = transition(decided.value.after, event, now)
    expect(again).toMatchObject({
      ok: true,
      value: { postings: [], notify: null, after: { captured: 14_250 } },
    })
  })

  it("money of an earlier attempt goes back, and the buyer is told", () => {
    for (const state of ["started", "authorising", "captured"] as const) {
      const payment = aPayment({ state })
      const event = { name: "captured", amount: payment.amount, card: null } as const
      const decided = transition(payment, event, now, "earlier")
      expect(decided).toMatchObject({
        ok: true,
        value: {
          reverses: "refund",
          operatorCase: null,
          postings: [],
          notify: "payment.late_success_reversed",
          after: { state, notices: payment.notices + 1 },
        },
      })
    }
  })

  it("a late authorisation of a closed payment is voided", () => {
    const payment = aPayment({ state: "cancelled_by_payee" })
    const event = { name: "authorised", amount: payment.amount, card: null } as const
    expect(transition(payment, event, now)).toMatchObject({
      value: { reverses: "void", postings: [], notify: "payment.late_success_reversed" },
    })
  })

  it("a capture that an operator finds to be none is posted back", () => {
    const amount = exactPence(14_250)
    const payment = aPayment({ state: "captured", authorised: amount, captured: amount })
    expect(transition(payment, { name: "resolve", to: "failed" }, now)).toMatchObject({
      value: {
        after: { state: "failed", captured: amount, refundReserved: amount, refunded: amount },
        postings: [
          {
            kind: "capture_corrected",
            entries: [
              { account: "buyer_payable", amount },
              { account: "acquirer_receivable", amount: -amount },
            ],
          },
        ],
      },
    })
  })

  it("an earlier attempt's refusal changes nothing", () => {
    const payment = aPayment({ state: "authorising" })
    const decided = transition(payment, { name: "declined", reason: "declined", card: null }, now, "earlier")
    expect(decided).toMatchObject({
      ok: true,
      value: { operatorCase: null, reverses: null, after: { state: "authorising" } },
    })
  })

  it("ending a payment at the bank releases money", () => {
    for (const name of ["payee_cancel", "service_cancel", "expire"] as const) {
      expect(transition(aPayment({ state: "challenge_required" }), { name }, now)).toMatchObject({
        value: { releases: true },
      })
      expect(transition(aPayment({ state: "started" }), { name }, now)).toMatchObject({
        value: { releases: false },
      })
    }
  })

  it("a closed state is never left", () => {
    const leaving = legalMoves().filter(
      ([from, to]) => (closedStates as readonly string[]).includes(from) && from !== to,
    )
    expect(leaving).toEqual([])
  })

  it("refusals say why", () => {
    const problem = (state: PaymentState, name: "submitted" | "payee_cancel" | "capture") => {
      const decided = transition(aPayment({ state }), { name }, now)
      return decided.ok ? null : decided.problem
    }
    expect(problem("captured", "payee_cancel")).toBe("payment_finished")
    expect(problem("checking", "payee_cancel")).toBe("payment_busy")
    expect(problem("authorising", "submitted")).toBe("payment_not_payable")
    expect(problem("created", "capture")).toBe("capture_not_possible")
  })
})
