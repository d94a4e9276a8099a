import { describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { posting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { closedStates, paymentStates } from "#domain/payments/state.ts"
import type { Attempt, PaymentEvent } from "#domain/payments/transition.ts"
import { transition } from "#domain/payments/transition.ts"
import { aPayment } from "#tests/support/a-payment.ts"

const now = instant(Date.UTC(2026, 10, 22, 9, 30))
const whole = exactPence(14_250)
const authorised: PaymentEvent = { name: "authorised", amount: whole, card: null }
const captured: PaymentEvent = { name: "captured", amount: whole, card: null }

function decide(payment: Payment, event: PaymentEvent, attempt?: Attempt) {
  const decided = transition(payment, event, now, attempt)
  if (!decided.ok) throw new Error(decided.problem)
  return decided.value
}

function paid(refundReserved: number, refunded: number): Payment {
  return aPayment({
    state: "captured",
    authorised: whole,
    captured: whole,
    capturedAt: now,
    refundReserved: exactPence(refundReserved),
    refunded: exactPence(refunded),
  })
}

describe("money of a payment that keeps none", () => {
  it.each(["created", "started", ...closedStates] as const)("%s: is let go or sent back", (state) => {
    const payment = aPayment({ state, version: 5, notices: 2 })
    const unchanged = { ...payment, version: 6, notices: 3 }
    for (const [event, way] of [
      [authorised, "void"],
      [captured, "refund"],
    ] as const) {
      expect(decide(payment, event)).toEqual({
        event: event.name,
        before: payment,
        after: unchanged,
        postings: [],
        notify: "payment.late_success_reversed",
        releases: false,
        reverses: way,
        operatorCase: null,
      })
    }
  })
})

describe("money of an earlier attempt", () => {
  it.each(paymentStates)("goes back while the payment is %s, and leaves it as it is", (state) => {
    const payment = state === "captured" ? paid(4_000, 4_000) : aPayment({ state })
    for (const [event, way] of [
      [authorised, "void"],
      [captured, "refund"],
    ] as const) {
      const decided = decide(payment, event, "earlier")
      expect(decided).toMatchObject({ reverses: way, postings: [], operatorCase: null, releases: false })
      expect(decided.after).toEqual({ ...payment, version: 2, notices: 1 })
    }
  })

  it.each(["failed", "declined", "unknown"] as const)("that is %s is no news", (name) => {
    const event = name === "declined" ? ({ name, reason: "declined", card: null } as const) : { name }
    expect(decide(aPayment({ state: "authorising" }), event, "earlier")).toMatchObject({
      after: { state: "authorising", attempts: 1, lastRefusal: null },
      reverses: null,
      operatorCase: null,
      notify: null,
    })
  })
})

describe("people must look", () => {
  it.each<[PaymentState, PaymentEvent, string]>([
    ["captured", { name: "failed" }, "contradiction"],
    ["captured", { name: "declined", reason: "declined", card: null }, "contradiction"],
    ["captured", { name: "stuck" }, "contradiction"],
    ["expired", { name: "stuck" }, "contradiction"],
    ["checking", { name: "stuck" }, "outcome_unclear"],
    ["capturing", { name: "stuck" }, "outcome_unclear"],
    ["authorised", { name: "declined", reason: "declined", card: null }, "outcome_unclear"],
  ])("where %s meets %o", (state, event, reason) => {
    expect(decide(aPayment({ state }), event)).toMatchObject({ operatorCase: reason, reverses: null })
  })

  it("once: a payment they look at already opens no second case", () => {
    expect(decide(aPayment({ state: "needs_operator" }), { name: "stuck" })).toMatchObject({
      after: { state: "needs_operator" },
      operatorCase: null,
    })
  })
})

describe("a capture that an operator finds to be none", () => {
  it.each([
    [0, 0, 14_250],
    [4_000, 4_000, 10_250],
    [14_249, 14_249, 1],
  ])("is posted back beside refunds of %i", (reserved, refunded, corrected) => {
    const payment = paid(reserved, refunded)
    const decided = decide(payment, { name: "resolve", to: "failed" })
    expect(decided.postings).toEqual([posting("capture_corrected", payment.id, exactPence(corrected))])
    expect(decided.after).toMatchObject({ captured: 14_250, refundReserved: 14_250, refunded: 14_250 })
    expect(decided.notify).toBe("payment.failed")
  })

  it("posts nothing where all of it went back before", () => {
    expect(decide(paid(14_250, 14_250), { name: "resolve", to: "failed" }).postings).toEqual([])
  })

  it.each(["declined", "failed", "cancelled_by_service"] as const)(
    "posts nothing where nothing was captured: %s",
    (to) => {
      const decided = decide(aPayment({ state: "needs_operator" }), { name: "resolve", to })
      expect(decided).toMatchObject({ postings: [], after: { state: to, refundReserved: 0, refunded: 0 } })
    },
  )
})
