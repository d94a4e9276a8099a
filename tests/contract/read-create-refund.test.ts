import { describe, expect, it } from "vitest"
import { readCreateRefund } from "#contract/read-create-refund.ts"

/** `pointer name reason` of every refusal; empty where the request is accepted. */
function refusals(body: unknown): readonly string[] {
  const reading = readCreateRefund(body)
  if (reading.ok) return []
  return reading.errors.map(({ name, path = [], why = "" }) => [path.join("/"), name, why].join(" ").trim())
}

describe("readCreateRefund", () => {
  it("reads an amount", () => {
    expect(readCreateRefund({ amount: 1 })).toEqual({
      ok: true,
      value: { amount: 1, expectedAvailable: null },
    })
  })

  it("reads what the buyer believes is left", () => {
    const sent = { amount: 10_000_000, refund_amount_available: 10_000_000, reason: "unknown members" }
    expect(readCreateRefund(sent)).toEqual({
      ok: true,
      value: { amount: 10_000_000, expectedAvailable: 10_000_000 },
    })
    expect(readCreateRefund({ amount: 5, refund_amount_available: null })).toMatchObject({ ok: true })
  })

  it.each([undefined, null, "", " "])("misses an amount of %j", (amount) => {
    expect(refusals({ amount })).toEqual(["amount refund_field_missing"])
  })

  it.each(["1", true, 1.5, [], {}])("refuses the form of %j", (amount) => {
    expect(refusals({ amount })).toEqual(["amount refund_field_format Must be a valid numeric format"])
  })

  it.each([
    [0, "Must be greater than or equal to 1"],
    [-1, "Must be greater than or equal to 1"],
    [10_000_001, "Must be less than or equal to 10000000"],
  ])("refuses the range of %j", (amount, why) => {
    expect(refusals({ amount })).toEqual([`amount refund_field_range ${why}`])
  })

  it("names every member at fault, form before range", () => {
    expect(refusals({ amount: 0, refund_amount_available: "x" })).toEqual([
      "refund_amount_available refund_field_format Must be a valid numeric format",
      "amount refund_field_range Must be greater than or equal to 1",
    ])
  })

  it.each([undefined, null, [], "text", 12])("refuses %j as a body", (body) => {
    expect(refusals(body)).toEqual(["refund_body_not_json"])
  })
})
