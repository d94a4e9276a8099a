import { describe, expect, it } from "vitest"
import { takeableAmounts } from "#domain/amounts/takeable-amounts.ts"
import { instant, londonDay } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { AmountRule, ServiceAccount } from "#domain/services/service.ts"

const today = londonDay(instant(Date.UTC(2026, 10, 22)))
const anyAmount: AmountRule = { kind: "balance", min: exactPence(1), max: exactPence(5_000) }
const tooSmall = { ok: false, problem: "account_too_small" }

function owing(balance: number, instalment: number | null = null): ServiceAccount {
  return {
    reference: "501234567",
    status: "open",
    balance: exactPence(balance),
    instalment: instalment === null ? null : exactPence(instalment),
    penalty: null,
  }
}

function counted(unitPrice: number): AmountRule {
  return { kind: "quantity", min: 1, max: 6, prices: [{ from: "01-01", unitPrice: exactPence(unitPrice) }] }
}

describe("where Stripe takes the card", () => {
  const stripe = (amount: AmountRule, account: ServiceAccount | null) =>
    takeableAmounts({ amount, acquirer: "stripe_1" }, account, today)

  it("nothing below 30p is asked for or offered", () => {
    expect(stripe(anyAmount, owing(4_000, 29))).toEqual({
      ok: true,
      value: {
        kind: "choice",
        options: [{ code: "balance", amount: 4_000 }],
        other: { min: 30, max: 4_000 },
      },
    })
    expect(stripe(anyAmount, owing(30, 10))).toMatchObject({ value: { other: { min: 30, max: 30 } } })
  })

  it("an account that owes less is sent elsewhere", () => {
    expect(stripe(anyAmount, owing(29))).toEqual(tooSmall)
    const whole: AmountRule = { ...anyAmount, min: exactPence(100) }
    expect(stripe(whole, owing(29))).toEqual(tooSmall)
    expect(stripe(whole, owing(30))).toEqual({ ok: true, value: { kind: "fixed", amount: 30 } })
  })

  it("a price below it is not counted", () => {
    expect(stripe(counted(29), null)).toEqual(tooSmall)
    expect(stripe(counted(30), null)).toMatchObject({ ok: true, value: { unitPrice: 30 } })
  })

  it("an amount that the buyer's server gives is looked at there", () => {
    expect(stripe({ kind: "given" }, null)).toEqual({ ok: true, value: { kind: "given" } })
  })
})

it("the sandbox takes a penny", () => {
  const asked = takeableAmounts({ amount: anyAmount, acquirer: "sandbox" }, owing(29, 5), today)
  expect(asked).toMatchObject({ value: { options: [{ amount: 5 }, { amount: 29 }], other: { min: 1 } } })
})

it("a service that takes no payments is asked about as ever", () => {
  const asked = takeableAmounts({ amount: anyAmount, acquirer: null }, { ...owing(0), status: "paid" }, today)
  expect(asked).toEqual({ ok: false, problem: "account_paid" })
})
