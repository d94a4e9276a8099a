import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { councilTaxBasket, gardenBasket, paymentsOf } from "#tests/routes/payee/basket-steps.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import { tagWith } from "#tests/views/page-text.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

const cardNumber = "4242.4242.4242.4242"

describe("the amount page of a balance", () => {
  it("offers instalment, balance and another amount", async () => {
    const page = await checkout.get(await councilTaxBasket(checkout))
    expect(page.status).toBe(200)
    expect(page.title).toContain("How much do you want to pay?")
    expect(page.text).toContain("Instalment due £182.40")
    expect(page.text).toContain("Full balance £1,459.20")
    expect(page.text).toContain("Another amount From £1.00 to £1,459.20")
    expect(page.text).toContain("501234567")
  })

  it("leads back to the start", async () => {
    const page = await checkout.get(await councilTaxBasket(checkout, "/cy"))
    expect(page.html).toContain('href="/cy/p/arwel-vale/council-tax"')
    expect(page.title).toContain("Faint rydych chi am ei dalu?")
  })

  it.each([
    [{ choice: "instalment" }, 18_240],
    [{ choice: "balance" }, 145_920],
    [{ choice: "other", amount: "57.50" }, 5750],
    [{ choice: "other", amount: "£1,200" }, 120_000],
    [{ choice: "other", amount: "1.00" }, 100],
    [{ choice: "other", amount: "1459.20" }, 145_920],
    [{ choice: "balance", amount: "3" }, 145_920],
  ])("takes %o", async (form, amount) => {
    const basket = await councilTaxBasket(checkout)
    const answer = await checkout.post(basket, form as Record<string, string>)
    expect(answer.status).toBe(303)
    expect(answer.location).toMatch(/^\/pay\/[0-9a-v]{52}$/)
    expect(await paymentsOf(checkout, basket)).toEqual([
      expect.objectContaining({ state: "created", amount }),
    ])
  })

  it.each([
    [{}, "choice", "Select how much you want to pay", "Dewiswch faint rydych am ei dalu"],
    [{ choice: "zq9" }, "choice", "Select how much you want to pay", "Dewiswch faint rydych am ei dalu"],
    [{ choice: "other" }, "amount", "Enter the amount you want to pay", "Rhowch y swm rydych am ei dalu"],
    [
      { choice: "other", amount: "ten" },
      "amount",
      "Amount must be in pounds and pence",
      "Rhaid i'r swm fod mewn punnoedd a cheiniogau",
    ],
    [
      { choice: "other", amount: "0.99" },
      "amount",
      "Amount must be £1.00 or more",
      "Rhaid i'r swm fod yn £1.00 neu fwy",
    ],
    [
      { choice: "other", amount: "1459.21" },
      "amount",
      "Amount must be £1,459.20 or less",
      "Rhaid i'r swm fod yn £1,459.20 neu lai",
    ],
    [
      { choice: "other", amount: cardNumber },
      "amount",
      "Do not enter your card number here",
      "Peidiwch â nodi rhif eich cerdyn yma",
    ],
  ])("refuses %o", async (form, field, en, cy) => {
    const basket = await councilTaxBasket(checkout)
    for (const [path, error, words] of [
      [basket, "Error: ", en],
      [`/cy${basket}`, "Gwall: ", cy],
    ] as const) {
      const page = await checkout.post(path, form as Record<string, string>)
      expect(page.status).toBe(422)
      expect(page.title.startsWith(error)).toBe(true)
      expect(page.text).toContain(words)
      expect(page.html).toMatch(new RegExp(`<a href="#${field}`))
      expect(page.html).not.toContain("4242")
    }
    expect(await paymentsOf(checkout, basket)).toEqual([])
  })

  it("keeps what was typed", async () => {
    const page = await checkout.post(await councilTaxBasket(checkout), { choice: "other", amount: "0.99" })
    expect(tagWith(page.html, 'name="amount"')).toContain('value="0.99"')
    expect(tagWith(page.html, 'value="other"')).toContain("checked")
  })
})

describe("the amount page of a quantity", () => {
  it("asks how many at today's price", async () => {
    const page = await checkout.get(await gardenBasket(checkout))
    expect(page.text).toContain("£46.00 each")
    expect(page.html).toContain('name="quantity"')
  })

  it("multiplies the price of the day", async () => {
    const basket = await gardenBasket(checkout)
    await checkout.post(basket, { quantity: "6" })
    expect(await paymentsOf(checkout, basket)).toEqual([
      expect.objectContaining({ amount: 27_600, metadata: { quantity: 6 } }),
    ])
  })

  it.each(["", "0", "7", "1.5", "two"])("refuses '%s'", async (quantity) => {
    const basket = await gardenBasket(checkout)
    const page = await checkout.post(basket, { quantity })
    expect(page.status).toBe(422)
    expect(page.title.startsWith("Error: ")).toBe(true)
    expect(page.text).toContain("Enter a whole number from 1 to 6")
    if (quantity !== "") {
      expect(tagWith(page.html, 'name="quantity"')).toContain(`value="${quantity}"`)
    }
    expect((await checkout.post(`/cy${basket}`, { quantity })).text).toContain("Rhowch rif cyfan o 1 i 6")
    expect(await paymentsOf(checkout, basket)).toEqual([])
  })

  it("refuses a card number at its own field", async () => {
    const page = await checkout.post(await gardenBasket(checkout), { quantity: cardNumber })
    expect(page.status).toBe(422)
    expect(page.html).toContain('<a href="#quantity">')
    expect(tagWith(page.html, 'name="quantity"')).toContain('aria-invalid="true"')
    expect(page.text).toContain("Do not enter your card number here")
    expect(page.html).not.toContain("4242")
  })
})
