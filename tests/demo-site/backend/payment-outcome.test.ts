import { describe, expect, it } from "vitest"
import { paymentOutcome } from "#demo-site/backend/payment-outcome.ts"
import type { Answer } from "#demo-site/backend/payments-api.ts"
import { outcomes } from "#demo-site/pages/words/outcome.ts"

const inState = (status: string, code: string | null): Answer => ({
  ok: true,
  payment: {
    payment_id: "0123456789abcdefghijklmnop",
    amount: 100,
    reference: "r",
    description: "d",
    state: { status, finished: true, code },
    _links: {},
  },
})

describe("the outcome of a payment", () => {
  it.each([
    ["success", null, "paid"],
    ["created", null, "not_started"],
    ["started", null, "checking"],
    ["submitted", null, "checking"],
    ["capturable", null, "checking"],
    ["failed", "P0010", "declined"],
    ["failed", "P0020", "expired"],
    ["failed", "P0030", "cancelled"],
    ["failed", null, "failed"],
    ["cancelled", "P0040", "cancelled_by_us"],
    ["error", "P0050", "failed"],
    ["a state of the future", null, "checking"],
  ])("of %s %s is %s", (status, code, outcome) => {
    expect(paymentOutcome(inState(status, code))).toBe(outcome)
  })

  it("is unreadable only when nothing is there", () => {
    expect(paymentOutcome({ ok: false, problem: "refused", status: 404, code: "P0200" })).toBe("unreadable")
    for (const status of [401, 429, 500, 503]) {
      expect(paymentOutcome({ ok: false, problem: "refused", status, code: null })).toBe("unavailable")
    }
    expect(paymentOutcome({ ok: false, problem: "unreachable" })).toBe("unavailable")
    expect(paymentOutcome({ ok: false, problem: "unexpected_answer" })).toBe("unavailable")
  })

  it("says no money was taken only where that is sure", () => {
    const certain = Object.entries(outcomes)
      .filter(([, { text }]) => text.some((sentence) => sentence.en === "No money has been taken."))
      .map(([outcome]) => outcome)
    expect(certain).toEqual(["not_started", "declined", "expired", "cancelled", "cancelled_by_us", "failed"])
  })
})
