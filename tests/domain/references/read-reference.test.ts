import { describe, expect, it } from "vitest"
import type { CheckDigit } from "#domain/references/check-digit.ts"
import { maxReferenceInput, readReference } from "#domain/references/read-reference.ts"
import type { ReferenceRule } from "#domain/services/service.ts"

function rule(pattern: string, check: CheckDigit): ReferenceRule {
  return { pattern, check, dropFromSlash: false, accountRequired: false, registrationRequired: false }
}

const rules = {
  CT: { ...rule("^5\\d{8}$", "mod_11_10"), dropFromSlash: true },
  NNDR: rule("^60\\d{8}$", "luhn"),
  RENT: rule("^1\\d{10}$", "weights_7_3_1"),
  PCN: rule("^AV\\d{7}[\\dA]$", "mod_11"),
  INV: rule("^3\\d{9}$", "mod_97_10"),
  GW: rule("^GW[A-HJ-NP-Z2-9]{6}[0-9A-Z]$", "mod_37_36"),
  PLAN: rule("^PP\\d{8}$", "none"),
  HBO: rule("^8\\d{7}$", "damm"),
} as const
type Code = keyof typeof rules
const codes = Object.keys(rules) as Code[]

const typed: readonly (readonly [Code, string, string])[] = [
  ["CT", "501-234-567/001/123", "501234567"],
  ["NNDR", "6000 123 452", "6000123452"],
  ["RENT", "1000 2345 676", "10002345676"],
  ["PCN", " av0012351a ", "AV0012351A"],
  ["INV", "3001234515", "3001234515"],
  ["GW", "gw-24kx7m-t", "GW24KX7MT"],
  ["PLAN", "PP-20000017", "PP20000017"],
  ["HBO", "８００１２３４４", "80012344"],
]

it.each(typed)("%s reads %j as %s", (code, text, reference) => {
  expect(readReference(rules[code], text)).toEqual({ ok: true, value: reference })
})

it.each(typed)("only %s recognises %j", (code, text) => {
  expect(codes.filter((other) => readReference(rules[other], text).ok)).toEqual([code])
})

describe("refuses", () => {
  it.each(["", "   ", " - ", "\u200B", "/001"])("%j as empty", (text) => {
    expect(readReference(rules.CT, text)).toEqual({ ok: false, problem: "reference_empty" })
  })

  it.each([
    ["CT", "401234567"],
    ["CT", "50123456"],
    ["CT", "5O1234567"],
    ["GW", "GW04KX7MT"],
    ["PCN", "AX00123455"],
    ["CT", "<script>"],
  ] as const)("%s %j for its shape", (code, text) => {
    expect(readReference(rules[code], text)).toEqual({ ok: false, problem: "reference_shape" })
  })

  it.each([
    ["CT", "501234568"],
    ["NNDR", "6000123453"],
    ["RENT", "10002345677"],
    ["PCN", "AV00123456"],
    ["INV", "3001234516"],
    ["GW", "GW24KX7MU"],
    ["HBO", "80012345"],
  ] as const)("%s %s for its check digit", (code, text) => {
    expect(readReference(rules[code], text)).toEqual({ ok: false, problem: "reference_check_digit" })
  })

  it.each([
    "4242 4242 4242 4242",
    "4242.4242.4242.4242",
    "501234567/4242424242424242",
    "５１０５１０５１０５１０５１００",
  ])("the card number %s", (text) => {
    expect(readReference(rules.CT, text)).toEqual({ ok: false, problem: "card_number_in_text" })
  })

  it("a card number even where the pattern fits", () => {
    expect(readReference(rule("^\\d{16}$", "none"), "4242424242424242")).toEqual({
      ok: false,
      problem: "card_number_in_text",
    })
  })

  it("input longer than any reference", () => {
    const long = `501234567/${"1".repeat(maxReferenceInput)}`
    expect(readReference(rules.CT, long)).toEqual({ ok: false, problem: "reference_shape" })
    expect(readReference(rules.CT, long.slice(0, maxReferenceInput))).toEqual({
      ok: true,
      value: "501234567",
    })
  })

  it("a card number at the end of long input", () => {
    const long = `${"x".repeat(5000)} 4242424242424242`
    expect(readReference(rules.CT, long)).toEqual({ ok: false, problem: "card_number_in_text" })
  })
})
