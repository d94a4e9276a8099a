import { describe, expect, it } from "vitest"
import { amountQuestion } from "#domain/amounts/amount-question.ts"
import { type LondonDay, parseDay } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { AmountRule, ServiceAccount } from "#domain/services/service.ts"

const councilTax: AmountRule = { kind: "balance", min: exactPence(100), max: exactPence(999_999) }
const penalty: AmountRule = {
  kind: "by_date",
  discountPercent: 50,
  discountDays: 14,
  cameraDiscountDays: 21,
  surchargePercent: 50,
}
const gardenWaste: AmountRule = {
  kind: "quantity",
  min: 1,
  max: 6,
  prices: [
    { from: "01-01", unitPrice: exactPence(5600) },
    { from: "07-01", unitPrice: exactPence(4600) },
  ],
}
const given: AmountRule = { kind: "given" }

function day(text: string): LondonDay {
  const parsed = parseDay(text)
  if (parsed === null) throw new Error(`no day: ${text}`)
  return parsed
}
const today = day("2026-11-22")

function account(changed: Partial<ServiceAccount> = {}): ServiceAccount {
  return {
    reference: "501234567",
    status: "open",
    balance: null,
    instalment: null,
    penalty: null,
    ...changed,
  }
}

function owing(balance: number | null, instalment: number | null): ServiceAccount {
  return account({
    balance: balance === null ? null : exactPence(balance),
    instalment: instalment === null ? null : exactPence(instalment),
  })
}

describe("a balance", () => {
  it("offers instalment, balance or another amount", () => {
    expect(amountQuestion(councilTax, owing(145_920, 18_240), today)).toEqual({
      ok: true,
      value: {
        kind: "choice",
        options: [
          { code: "instalment", amount: 18_240 },
          { code: "balance", amount: 145_920 },
        ],
        other: { min: 100, max: 145_920 },
      },
    })
  })

  it.each([
    ["no instalment is due", owing(145_920, null), [["balance", 145_920]], 145_920],
    ["the instalment is nothing", owing(145_920, 0), [["balance", 145_920]], 145_920],
    ["the last instalment is the balance", owing(18_240, 18_240), [["balance", 18_240]], 18_240],
    ["the instalment passes the balance", owing(10_000, 18_240), [["balance", 10_000]], 10_000],
    ["only the instalment is known", owing(null, 9840), [["instalment", 9840]], 999_999],
    ["nothing is known", owing(null, null), [], 999_999],
    ["the balance passes the maximum", owing(1_200_000, 120_000), [["instalment", 120_000]], 999_999],
    ["a penny is left above the minimum", owing(101, null), [["balance", 101]], 101],
  ] as const)("where %s", (_, account, options, max) => {
    expect(amountQuestion(councilTax, account, today)).toEqual({
      ok: true,
      value: {
        kind: "choice",
        options: options.map(([code, amount]) => ({ code, amount })),
        other: { min: 100, max },
      },
    })
  })

  it("asks only the amount without an account", () => {
    expect(amountQuestion(councilTax, null, today)).toEqual({
      ok: true,
      value: { kind: "choice", options: [], other: { min: 100, max: 999_999 } },
    })
  })

  it.each([1, 50, 100])("of %d pence leaves nothing to ask", (balance) => {
    expect(amountQuestion(councilTax, owing(balance, 1), today)).toEqual({
      ok: true,
      value: { kind: "fixed", amount: balance },
    })
  })

  it.each([0, -500])("of %d pence counts as paid", (balance) => {
    expect(amountQuestion(councilTax, owing(balance, 18_240), today)).toEqual({
      ok: false,
      problem: "account_paid",
    })
  })
})

describe("a penalty", () => {
  const facts = {
    registration: "AR26 VLE",
    servedOn: day("2026-11-10"),
    band: exactPence(7000),
    camera: false,
    chargeCertificateOn: null,
    challengeOpen: false,
  }

  it("is fixed by the day", () => {
    const open = account({ penalty: facts })
    expect(amountQuestion(penalty, open, day("2026-11-23"))).toEqual({
      ok: true,
      value: { kind: "fixed", amount: 3500 },
    })
    expect(amountQuestion(penalty, open, day("2026-11-24"))).toEqual({
      ok: true,
      value: { kind: "fixed", amount: 7000 },
    })
  })

  it("is unknown without its facts", () => {
    const unknown = { ok: false, problem: "reference_unknown" }
    expect(amountQuestion(penalty, null, today)).toEqual(unknown)
    expect(amountQuestion(penalty, account(), today)).toEqual(unknown)
  })
})

it.each([
  ["2026-06-30", 5600],
  ["2026-07-01", 4600],
])("a quantity on %s costs %d each", (date, unitPrice) => {
  expect(amountQuestion(gardenWaste, null, day(date))).toEqual({
    ok: true,
    value: { kind: "quantity", min: 1, max: 6, unitPrice },
  })
})

it("a given amount is the buyer's", () => {
  expect(amountQuestion(given, null, today)).toEqual({ ok: true, value: { kind: "given" } })
})

describe.each([councilTax, penalty, gardenWaste, given])("$kind", (rule) => {
  it("refuses a paid account", () => {
    const paid = { ...owing(145_920, 18_240), status: "paid" } as const
    expect(amountQuestion(rule, paid, today)).toEqual({ ok: false, problem: "account_paid" })
  })

  it("refuses a stopped account", () => {
    const stopped = { ...owing(145_920, 18_240), status: "stopped" } as const
    expect(amountQuestion(rule, stopped, today)).toEqual({ ok: false, problem: "account_stopped" })
  })
})
