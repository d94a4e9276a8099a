import { describe, expect, it } from "vitest"
import { readDisputeEvidence } from "#contract/read-dispute-evidence.ts"

const explanation = "The payee paid at the desk."

/** `pointer name reason` of every refusal; empty where the request is accepted. */
function refusals(body: unknown): readonly string[] {
  const reading = readDisputeEvidence(body)
  if (reading.ok) return []
  return reading.errors.map(({ name, path = [], why = "" }) => [path.join("/"), name, why].join(" ").trim())
}

describe("readDisputeEvidence", () => {
  it("reads all that a bank can be told", () => {
    const sent = {
      explanation: "Line one\r\n\tline two – dŵr",
      product_description: "Council Tax",
      service_date: "2026-04-01",
      refund_refusal_explanation: "The bill is right.",
      duplicate_charge_explanation: "Two instalments.",
      uncategorized_text: "unknown members",
    }
    expect(readDisputeEvidence(sent)).toEqual({
      ok: true,
      value: {
        explanation: sent.explanation,
        productDescription: "Council Tax",
        serviceDate: "2026-04-01",
        refundRefusal: "The bill is right.",
        duplicateCharge: "Two instalments.",
      },
    })
  })

  it("needs an explanation alone: what is null or blank says nothing", () => {
    expect(readDisputeEvidence({ explanation, product_description: null, service_date: " " })).toEqual({
      ok: true,
      value: { explanation },
    })
  })

  it.each([undefined, null, "", " \n"])("misses an explanation of %j", (blank) => {
    expect(refusals({ explanation: blank })).toEqual(["explanation evidence_field_missing"])
  })

  it.each([1, true, [], {}, "a\u0000b", "\ud800"])("refuses the form of %j", (text) => {
    const reason = "evidence_field_format Must be a valid string format"
    expect(refusals({ explanation: text })).toEqual([`explanation ${reason}`])
  })

  it.each(["yesterday", "2026-13-01", "2026-02-31", "01/04/2026"])("knows no day %j", (service_date) => {
    expect(refusals({ explanation, service_date })).toEqual([
      "service_date evidence_field_format Must be a valid date format",
    ])
  })

  it("has room for 5000 characters a field", () => {
    expect(refusals({ explanation: "a".repeat(5000) })).toEqual([])
    expect(refusals({ explanation: "a".repeat(5001) })).toEqual([
      "explanation evidence_field_range Must be less than or equal to 5000 characters length",
    ])
  })

  it.each([
    "explanation",
    "product_description",
    "refund_refusal_explanation",
    "duplicate_charge_explanation",
  ])("takes no card number in %s", (field) => {
    expect(refusals({ explanation, [field]: "paid with 4242 4242 4242 4242" })).toEqual([
      `${field} evidence_field_range Must not contain a card number`,
    ])
  })

  it("names every member at fault, missing before form before range", () => {
    expect(refusals({ product_description: "a".repeat(5001), service_date: "soon" })).toEqual([
      "explanation evidence_field_missing",
      "service_date evidence_field_format Must be a valid date format",
      "product_description evidence_field_range Must be less than or equal to 5000 characters length",
    ])
  })

  it.each([undefined, null, [], "text", 12])("refuses %j as a body", (body) => {
    expect(refusals(body)).toEqual(["evidence_body_not_json"])
  })
})
