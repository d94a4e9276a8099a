import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { tagWith, textOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleGardenWaste, sampleNow, samplePayment } from "#views/examples/samples.ts"
import type { ReceiptProps } from "#views/payee/receipt-page.tsx"
import { receiptPage } from "#views/payee/receipt-page.tsx"

const props: ReceiptProps = {
  number: "R-1",
  payment: samplePayment("cy", sampleGardenWaste, "captured"),
  vat: null,
  refunds: [],
}
const receipt = (differences: Partial<ReceiptProps>) =>
  receiptPage(sampleContext("cy", sampleGardenWaste, "/receipt/capability"), { ...props, ...differences })

describe("the receipt", () => {
  it("holds what proves the payment", () => {
    const text = textOf(receipt({}))
    expect(text).toContain("Rhif y dderbynneb R-1 Sefydliad Cyngor Bwrdeistref Sirol Dyffryn Arwel")
    expect(text).toContain("Talwyd ar 12 Tachwedd 2026, 14:20 Cerdyn Visa yn gorffen â 4242 Cyfanswm £56.00")
  })

  it("shows VAT and refunds where there are any", () => {
    expect(textOf(receipt({}))).not.toMatch(/TAW|Ad-daliad/)
    const text = textOf(
      receipt({ vat: exactPence(933), refunds: [{ amount: exactPence(1000), at: sampleNow }] }),
    )
    expect(text).toContain("TAW wedi'i chynnwys £9.33")
    expect(text).toContain("Ad-daliadau Ad-dalwyd ar 12 Tachwedd 2026 £10.00")
  })

  it("cannot change anything and links to no payment", () => {
    const html = receipt({})
    expect(html).not.toContain("<form")
    expect(html).not.toContain("/pay/")
  })

  it("hides the print button until script can print", () => {
    expect(tagWith(receipt({}), "data-print")).toContain("hidden")
  })
})
