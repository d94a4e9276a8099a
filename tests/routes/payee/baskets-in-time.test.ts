import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { hourMilliseconds, instant } from "#domain/instant.ts"
import { councilTaxBasket, gardenBasket, paymentsOf } from "#tests/routes/payee/basket-steps.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import { charge } from "#tests/routes/payee/payments-in-every-state.ts"
import { openEntry } from "#tests/support/council.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

describe("a basket's one payment", () => {
  it("is found again by the same answer", async () => {
    const basket = await councilTaxBasket(checkout)
    const answers = [
      await checkout.post(basket, { choice: "instalment" }),
      await checkout.post(basket, { choice: "other", amount: "182.40" }),
    ]
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1)
    expect(await paymentsOf(checkout, basket)).toHaveLength(1)
  })

  it("is one for two presses at once", async () => {
    const basket = await councilTaxBasket(checkout)
    const form = { choice: "instalment" }
    const answers = await Promise.all([checkout.post(basket, form), checkout.post(basket, form)])
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1)
    expect(await paymentsOf(checkout, basket)).toHaveLength(1)
  })

  it("gives way to another amount", async () => {
    const basket = await councilTaxBasket(checkout)
    const first = await checkout.post(basket, { choice: "instalment" })
    const second = await checkout.post(basket, { choice: "balance" })
    expect(second.location).not.toBe(first.location)
    expect(await paymentsOf(checkout, basket)).toEqual([
      expect.objectContaining({ amount: 18_240, state: "cancelled_by_payee" }),
      expect.objectContaining({ amount: 145_920, state: "created" }),
    ])
    expect((await checkout.get(first.location)).title).toContain("Your payment has been cancelled")
  })

  it("stays once it is paid, and says so", async () => {
    const basket = await councilTaxBasket(checkout)
    const first = await checkout.post(basket, { choice: "instalment" })
    const [payment] = await paymentsOf(checkout, basket)
    await openEntry(checkout.council, payment?.id ?? "")
    await charge(checkout.council, payment?.id ?? "")
    const second = await checkout.post(basket, { choice: "balance" })
    expect(second.location).toBe(first.location)
    expect((await checkout.get(second.location)).title).toContain("Payment complete")
    expect(await paymentsOf(checkout, basket)).toHaveLength(1)
  })
})

describe("an address that opens no basket", () => {
  it("is refused alike, whatever is wrong with it", async () => {
    const basket = await councilTaxBasket(checkout)
    const capability = basket.replace("/basket/", "")
    const flipped = [...capability].map(
      (character, index) =>
        capability.slice(0, index) + (character === "0" ? "1" : "0") + capability.slice(index + 1),
    )
    const id = capability.slice(0, 26)
    const paths = [
      ...flipped,
      id,
      capability.toUpperCase(),
      checkout.capability("payment", id),
      checkout.capability("receipt", id),
      checkout.capability("basket", "0".repeat(26)),
    ]
    const pages = new Set<string>()
    for (const path of paths) {
      for (const answer of [
        await checkout.get(`/basket/${path}`),
        await checkout.post(`/basket/${path}`, { choice: "balance" }),
      ]) {
        expect(answer.status).toBe(404)
        pages.add(answer.text)
      }
    }
    expect([...pages]).toEqual([expect.stringContaining("This payment link is not valid")])
    expect(await paymentsOf(checkout, basket)).toEqual([])
  })
})

describe("a basket after a day", () => {
  it("has expired and offers a new start", async () => {
    const basket = await councilTaxBasket(checkout)
    checkout.council.outside.clock.advance(24 * hourMilliseconds)
    for (const answer of [await checkout.get(basket), await checkout.post(basket, { choice: "balance" })]) {
      expect(answer.status).toBe(410)
      expect(answer.text).toContain("Your time to pay has run out. Start again")
      expect(answer.html).toContain('href="/p/arwel-vale/council-tax"')
    }
    const welsh = await checkout.get(`/cy${basket}`)
    expect(welsh.text).toContain("Mae eich amser i dalu wedi dod i ben. Dechreuwch eto")
    expect(welsh.html).toContain('href="/cy/p/arwel-vale/council-tax"')
    expect(await paymentsOf(checkout, basket)).toEqual([])
  })
})

describe("a service or account that closes meanwhile", () => {
  it("takes no payment of a closed service", async () => {
    const basket = await gardenBasket(checkout)
    await checkout.sql`update service set enabled = false where slug = 'garden-waste'`
    const page = await checkout.post(basket, { quantity: "1" })
    await checkout.sql`update service set enabled = true where slug = 'garden-waste'`
    expect(page.status).toBe(422)
    expect(page.text).toContain("You cannot pay for this service online now")
    expect(await paymentsOf(checkout, basket)).toEqual([])
  })

  it("takes no payment of a stopped account", async () => {
    const basket = await councilTaxBasket(checkout)
    await checkout.sql`update service_account set status = 'stopped' where reference = '501234567'`
    const pages = [await checkout.get(basket), await checkout.post(basket, { choice: "balance" })]
    await checkout.sql`update service_account set status = 'open' where reference = '501234567'`
    for (const page of pages) {
      expect(page.status).toBe(422)
      expect(page.text).toContain("You cannot pay this online. Contact us")
    }
    expect(await paymentsOf(checkout, basket)).toEqual([])
  })

  it("follows the price into a new season", async () => {
    const { clock } = checkout.council.outside
    clock.advance(instant(Date.UTC(2026, 11, 31, 23, 30)) - clock.now())
    const basket = await gardenBasket(checkout)
    clock.advance(hourMilliseconds)
    expect((await checkout.get(basket)).text).toContain("£56.00 each")
    await checkout.post(basket, { quantity: "1" })
    expect(await paymentsOf(checkout, basket)).toEqual([expect.objectContaining({ amount: 5600 })])
  })
})
