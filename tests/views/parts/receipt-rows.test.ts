import { describe, expect, it } from "vitest"
import { sampleContext, sampleCouncilTax, samplePayment } from "#views/examples/samples.ts"
import { receiptRows } from "#views/parts/receipt-rows.ts"

const context = sampleContext("en", sampleCouncilTax, "/receipt/r")
const payment = samplePayment("en", sampleCouncilTax, "captured")
const keys = (differences: Partial<typeof payment>) =>
  receiptRows(context, { ...payment, ...differences }).map(({ key }) => key)

describe("the lines of a receipt", () => {
  it("name description and reference of server-created payments", () => {
    expect(keys({ origin: "api" })).toEqual([
      "Organisation",
      "Service",
      "Description",
      "Account reference",
      "Paid on",
      "Card",
      "Total",
    ])
  })

  it("leave out what is not known", () => {
    expect(keys({ card: null, capturedAt: null })).toEqual([
      "Organisation",
      "Service",
      "Council Tax account number",
      "Total",
    ])
  })

  it.each([
    ["visa", "Visa ending 4242"],
    ["american_express", "American Express ending 4242"],
    ["Some New Card", "Some New Card ending 4242"],
  ])("name the brand %s as people do", (brand, value) => {
    const card = { brand, firstSix: "000000", lastFour: "4242", expiry: "10/29" }
    const row = receiptRows(context, { ...payment, card }).find(({ key }) => key === "Card")
    expect(row?.value).toBe(value)
  })
})
