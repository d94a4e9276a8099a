import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { paymentStates } from "#domain/payments/state.ts"
import { receiptNumber } from "#domain/references/receipt-number.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import { aPaymentIn } from "#tests/routes/payee/payments-in-every-state.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

describe("a receipt", () => {
  it("shows what was paid, when, to whom and how", async () => {
    const id = await aPaymentIn(checkout.council, "captured")
    const path = `/receipt/${checkout.capability("receipt", id)}`
    const page = await checkout.get(path)
    expect(page.status).toBe(200)
    expect(page.title).toBe("Receipt – Council Tax – Arwel Vale County Borough Council")
    for (const said of [receiptNumber(id), "£142.50", "22 November 2026", "501234567", "4242"]) {
      expect(page.text).toContain(said)
    }
    const welsh = await checkout.get(`/cy${path}`)
    expect(welsh.title).toContain("Derbynneb")
    expect(welsh.text).toContain("22 Tachwedd 2026")
  })

  it("is reached from the payment's last page", async () => {
    const id = await aPaymentIn(checkout.council, "captured")
    const page = await checkout.get(checkout.payPath(id, "", "cy"))
    expect(page.html).toContain(`href="/cy/receipt/${checkout.capability("receipt", id)}"`)
    expect(page.text).toContain(receiptNumber(id))
  })

  it("leads nowhere that could pay or cancel", async () => {
    const id = await aPaymentIn(checkout.council, "captured")
    const page = await checkout.get(`/receipt/${checkout.capability("receipt", id)}`)
    expect(page.html).not.toContain("<form")
    expect(page.html).not.toContain("/pay/")
    expect(page.html).not.toContain(checkout.capability("payment", id).slice(26))
  })

  it.each(paymentStates.filter((state) => state !== "captured"))("does not exist while %s", async (state) => {
    const id = await aPaymentIn(checkout.council, state)
    const path = `/receipt/${checkout.capability("receipt", id)}`
    expect((await checkout.get(path)).status).toBe(404)
    expect((await checkout.get(checkout.payPath(id))).html).not.toContain("/receipt/")
  })
})
