import { describe, expect, it } from "vitest"
import { readCreatePayment } from "#contract/read-create-payment.ts"
import type { Mode } from "#domain/services/service.ts"

const least = {
  amount: 5750,
  reference: "GW24KX7MT",
  description: "Garden waste collection",
  return_url: "http://localhost:3000/done",
}

/** `pointer code reason` of every refusal; empty where the request is accepted. */
function refusals(more: object, mode: Mode = "test"): readonly string[] {
  const reading = readCreatePayment({ ...least, ...more }, mode)
  if (reading.ok) return []
  return reading.errors.map(({ name, path = [], why = "" }) => [path.join("/"), name, why].join(" ").trim())
}

describe("readCreatePayment", () => {
  it("fills in what is not said", () => {
    const reading = readCreatePayment(least, "test")
    expect(reading).toEqual({
      ok: true,
      value: {
        amount: 5750,
        reference: "GW24KX7MT",
        description: "Garden waste collection",
        language: "en",
        origin: "api",
        returnUrl: "http://localhost:3000/done",
        email: null,
        metadata: null,
        prefilledCardholder: null,
        delayedCapture: false,
        moto: false,
        basketId: null,
      },
    })
  })

  it.each([
    [{ amount: 0 }, "amount field_range Must be greater than or equal to 1"],
    [{ amount: -1 }, "amount field_range Must be greater than or equal to 1"],
    [{ amount: 10_000_001 }, "amount field_range Must be less than or equal to 10000000"],
    [{ amount: 1.5 }, "amount field_format Must be a valid numeric format"],
    [{ amount: "100" }, "amount field_format Must be a valid numeric format"],
    [{ amount: Number.POSITIVE_INFINITY }, "amount field_format Must be a valid numeric format"],
    [{ reference: 5 }, "reference field_format Must be a valid string format"],
    [{ reference: "a|b" }, "reference field_format Must be a valid string format"],
    [{ description: "<b>" }, "description field_format Must be a valid string format"],
    [{ description: "a\u0000b" }, "description field_format Must be a valid string format"],
    [{ description: "\ud800" }, "description field_format Must be a valid string format"],
    [
      { reference: "x".repeat(256) },
      "reference field_range Must be less than or equal to 255 characters length",
    ],
    [{ return_url: "done" }, "return_url field_format Must be a valid URL format"],
    [{ return_url: 5 }, "return_url field_format Must be a valid URL format"],
    [{ return_url: "javascript:alert(1)" }, "return_url field_format Must be a valid URL format"],
    [{ return_url: "https://a.example/ b" }, "return_url field_format Must be a valid URL format"],
    [
      { return_url: `https://a.example/${"x".repeat(2000)}` },
      "return_url field_range Must be less than or equal to 2000 characters length",
    ],
    [{ language: "fr" }, 'language field_range Must be "en" or "cy"'],
    [{ language: 5 }, "language field_format Must be a valid string format"],
    [{ email: "x".repeat(255) }, "email field_range Must be less than or equal to 254 characters length"],
    [{ moto: "true" }, "moto field_format Must be true or false"],
    [{ delayed_capture: 1 }, "delayed_capture field_format Must be true or false"],
    [
      { authorisation_mode: "phone" },
      "authorisation_mode field_range Must be one of web, moto_api, agreement",
    ],
    [{ metadata: [] }, "metadata field_format Must be a valid object format"],
    [{ metadata: "x" }, "metadata field_format Must be a valid object format"],
    [{ metadata: { a: null } }, "metadata field_format Must have values of type string, number or boolean"],
    [{ metadata: { a: {} } }, "metadata field_format Must have values of type string, number or boolean"],
    [{ metadata: { a: 2 ** 53 } }, "metadata field_format Must be a valid numeric format"],
    [{ metadata: { "": 1 } }, "metadata field_range Must have keys between 1 and 30 characters long"],
    [
      { metadata: { a: "x".repeat(101) } },
      "metadata field_range Must be less than or equal to 100 characters length",
    ],
    [
      { metadata: { a: 1, A: 2 } },
      "metadata field_range Must not have keys that differ only in upper and lower case",
    ],
    [
      { metadata: Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`k${index}`, index])) },
      "metadata field_range Must not have more than 15 key-value pairs",
    ],
    [
      { prefilled_cardholder_details: [] },
      "prefilled_cardholder_details field_format Must be a valid object format",
    ],
    [
      { prefilled_cardholder_details: { billing_address: [] } },
      "prefilled_cardholder_details/billing_address field_format Must be a valid object format",
    ],
    [
      { prefilled_cardholder_details: { billing_address: { postcode: "x".repeat(26) } } },
      "prefilled_cardholder_details/billing_address/postcode field_range Must be less than or equal to 25 characters length",
    ],
    [{ agreement_id: "0".repeat(26) }, "agreement_id field_unexpected"],
    [{ agreement_payment_type: "recurring" }, "agreement_payment_type field_unexpected"],
    [{ set_up_agreement: "x" }, "set_up_agreement field_range Must be 26 characters length"],
    [
      { set_up_agreement: "0".repeat(26), agreement_payment_type: "weekly" },
      "agreement_payment_type field_range Must be one of instalment, recurring, unscheduled",
    ],
  ])("refuses %j", (more, expected) => {
    expect(refusals(more)).toEqual([expected])
  })

  it.each([
    { amount: 1 },
    { amount: 10_000_000 },
    { reference: "x".repeat(255) },
    { description: "Ffî 10% – «Dŵr» 🗑" },
    { return_url: "https://council.example/done?id=4242#top" },
    { email: null, metadata: null, language: undefined, moto: null },
    { email: " " },
    { metadata: {} },
    { metadata: { ["k".repeat(30)]: "v".repeat(100), n: -1.5, b: false, e: "" } },
    { prefilled_cardholder_details: { cardholder_name: null, billing_address: { line2: null, city: "" } } },
  ])("accepts %j", (more) => {
    expect(refusals(more)).toEqual([])
  })

  it("asks for other members in agreement mode", () => {
    const more = { authorisation_mode: "agreement", email: "a@b.example", moto: true }
    expect(refusals(more)).toEqual([
      "agreement_id field_missing",
      "return_url field_unexpected",
      "email field_unexpected",
      "moto field_unexpected",
    ])
  })

  it("asks for https with live keys alone", () => {
    expect(refusals({ return_url: "http://council.example/" }, "test")).toEqual([])
    expect(refusals({ return_url: "HTTP://council.example/" }, "live")).toEqual([
      "return_url return_url_insecure Must begin with https:// for a live gateway account",
    ])
    expect(refusals({ return_url: "https://council.example/" }, "live")).toEqual([])
  })

  it("refuses deep nesting without falling over", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`)
    expect(refusals({ metadata: deep })).toHaveLength(1)
    expect(refusals({ prefilled_cardholder_details: deep })).toEqual([])
  })

  it("does not take a prototype for a member", () => {
    const body: unknown = JSON.parse('{"__proto__": {"amount": 100, "reference": "a"}}')
    const reading = readCreatePayment(body, "test")
    expect(reading.ok).toBe(false)
    expect(!reading.ok && reading.errors.map(({ path }) => path?.[0])).toContain("amount")
  })
})
