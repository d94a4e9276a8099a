import { describe, expect, it } from "vitest"
import { fieldError, inOrder, isJsonObject, withoutBlanks } from "#contract/field-errors.ts"
import { why } from "#contract/why.ts"

const names = {
  missing: "refund_field_missing",
  format: "refund_field_format",
  range: "refund_field_range",
} as const

/** A schema's complaint about `amount`. */
function complaint(message: string, input: unknown) {
  const path = [{ type: "object" as const, origin: "value" as const, input: {}, key: "amount", value: input }]
  const kind = { kind: "schema" as const, type: "number", expected: null, received: "" }
  return { ...kind, input, message, path: path as unknown as [(typeof path)[0]] }
}

describe("a member", () => {
  it("that is null is absent, and where a text is asked for, a blank one too", () => {
    const sent = { amount: " ", reference: "", metadata: null, language: "", bins: 0 }
    expect(withoutBlanks(sent, ["amount", "reference"])).toEqual({ language: "", bins: 0 })
  })

  it("is missing, of the wrong form, or out of range", () => {
    const told = [
      complaint("anything", undefined),
      complaint(why.number, "1"),
      complaint(why.atLeast(1), 0),
    ].map((issue) => fieldError(issue, names).name)
    expect(told).toEqual(["refund_field_missing", "refund_field_format", "refund_field_range"])
  })

  it("is refused once, for the first reason, in the order of the schema", () => {
    const errors = [
      { name: "field_range", path: ["amount"] },
      { name: "field_format", path: ["reference"] },
      { name: "field_format", path: ["amount"] },
      { name: "field_missing", path: ["return_url"] },
    ] as const
    expect(inOrder(errors, ["amount", "reference", "return_url"])).toEqual([errors[3], errors[2], errors[1]])
  })
})

it("an object is what JSON calls so", () => {
  expect([{}, [], null, "x", 1, undefined].map(isJsonObject)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ])
})
