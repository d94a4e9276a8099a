import { describe, expect, it } from "vitest"
import { keptPayment, repeatedPayment } from "#contract/kept-payment.ts"
import { paymentBody } from "#contract/payment-body.ts"
import { paymentIn } from "./payments-in-every-state.ts"

const checkoutUrl = "https://pay.example"
const capabilityOf = (paymentId: string) => paymentId + "t".repeat(26)
const created = paymentIn("created")
const view = { checkoutUrl, capability: capabilityOf(created.id), personalData: true }

describe("a kept payment", () => {
  it("holds nothing that opens the payment", () => {
    const kept = keptPayment(paymentBody(created, view))
    expect(kept).not.toContain(view.capability)
    expect(kept).not.toContain("/pay/")
    expect(kept).toContain(created.id)
  })

  it.each(["en", "cy"] as const)("comes back as it was answered, in %s", (language) => {
    const body = paymentBody({ ...created, language }, view)
    expect(repeatedPayment(keptPayment(body), { checkoutUrl, capabilityOf, personalData: true })).toEqual(
      body,
    )
  })

  it("does not tell who pays to a key that may not know", () => {
    const kept = keptPayment(paymentBody(created, view))
    const body = repeatedPayment(kept, { checkoutUrl, capabilityOf, personalData: false })
    expect(body).toEqual(paymentBody(created, { ...view, personalData: false }))
    expect(JSON.stringify(body)).not.toMatch(/payee@|A\. Payee|Stryd/)
  })
})
