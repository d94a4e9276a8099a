import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { hourMilliseconds, instant } from "#domain/instant.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import { charge } from "#tests/routes/payee/payments-in-every-state.ts"
import { openEntry } from "#tests/support/council.ts"
import { tagWith } from "#tests/views/page-text.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

const cardNumber = "4242.4242.4242.4242"

async function councilTax(prefix = ""): Promise<string> {
  return (await checkout.post(`${prefix}/p/arwel-vale/council-tax`, { reference: "501234567" })).location
}
async function garden(prefix = ""): Promise<string> {
  return (await checkout.post(`${prefix}/p/arwel-vale/garden-waste`, { reference: "GW24KX7MT" })).location
}

async function paymentsOf(basketPath: string) {
  const basketId = basketPath.replace(/^.*\/basket\//, "").slice(0, 26)
  const rows = await checkout.sql`select id, state, amount::int, metadata from payment
    where basket_id = ${basketId} order by created_at, id`
  return rows.map((row) => ({
    id: row["id"],
    state: row["state"],
    amount: row["amount"],
    metadata: row["metadata"],
  }))
}

describe("the amount page of a balance", () => {
  it("offers instalment, balance and another amount", async () => {
    const page = await checkout.get(await councilTax())
    expect(page.status).toBe(200)
    expect(page.title).toContain("How much do you want to pay?")
    expect(page.text).toContain("Instalment due £182.40")
    expect(page.text).toContain("Full balance £1,459.20")
    expect(page.text).toContain("Another amount From £1.00 to £1,459.20")
    expect(page.text).toContain("501234567")
  })

  it("leads back to the start", async () => {
    const page = await checkout.get(await councilTax("/cy"))
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
    const basket = await councilTax()
    const answer = await checkout.post(basket, form as Record<string, string>)
    expect(answer.status).toBe(303)
    expect(answer.location).toMatch(/^\/pay\/[0-9a-v]{52}$/)
    expect(await paymentsOf(basket)).toEqual([expect.objectContaining({ state: "created", amount })])
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
    const basket = await councilTax()
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
    expect(await paymentsOf(basket)).toEqual([])
  })

  it("keeps what was typed", async () => {
    const page = await checkout.post(await councilTax(), { choice: "other", amount: "0.99" })
    expect(tagWith(page.html, 'name="amount"')).toContain('value="0.99"')
    expect(tagWith(page.html, 'value="other"')).toContain("checked")
  })
})

describe("the amount page of a quantity", () => {
  it("asks how many at today's price", async () => {
    const page = await checkout.get(await garden())
    expect(page.text).toContain("£46.00 each")
    expect(page.html).toContain('name="quantity"')
  })

  it("multiplies the price of the day", async () => {
    const basket = await garden()
    await checkout.post(basket, { quantity: "6" })
    expect(await paymentsOf(basket)).toEqual([
      expect.objectContaining({ amount: 27_600, metadata: { quantity: 6 } }),
    ])
  })

  it.each(["", "0", "7", "1.5", "two"])("refuses '%s'", async (quantity) => {
    const basket = await garden()
    const page = await checkout.post(basket, { quantity })
    expect(page.status).toBe(422)
    expect(page.title.startsWith("Error: ")).toBe(true)
    expect(page.text).toContain("Enter a whole number from 1 to 6")
    expect(tagWith(page.html, 'name="quantity"')).toContain(
      quantity === "" ? 'value=""' : `value="${quantity}"`,
    )
    expect((await checkout.post(`/cy${basket}`, { quantity })).text).toContain("Rhowch rif cyfan o 1 i 6")
    expect(await paymentsOf(basket)).toEqual([])
  })

  it("refuses a card number at its own field", async () => {
    const page = await checkout.post(await garden(), { quantity: cardNumber })
    expect(page.status).toBe(422)
    expect(page.html).toContain('<a href="#quantity">')
    expect(tagWith(page.html, 'name="quantity"')).toContain('aria-invalid="true"')
    expect(page.text).toContain("Do not enter your card number here")
    expect(page.html).not.toContain("4242")
  })
})

describe("a basket's one payment", () => {
  it("is found again by the same answer", async () => {
    const basket = await councilTax()
    const answers = [
      await checkout.post(basket, { choice: "instalment" }),
      await checkout.post(basket, { choice: "other", amount: "182.40" }),
    ]
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1)
    expect(await paymentsOf(basket)).toHaveLength(1)
  })

  it("is one for two presses at once", async () => {
    const basket = await councilTax()
    const form = { choice: "instalment" }
    const answers = await Promise.all([checkout.post(basket, form), checkout.post(basket, form)])
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1)
    expect(await paymentsOf(basket)).toHaveLength(1)
  })

  it("gives way to another amount", async () => {
    const basket = await councilTax()
    const first = await checkout.post(basket, { choice: "instalment" })
    const second = await checkout.post(basket, { choice: "balance" })
    expect(second.location).not.toBe(first.location)
    expect((await paymentsOf(basket)).toSorted((one, other) => one.amount - other.amount)).toEqual([
      expect.objectContaining({ amount: 18_240, state: "cancelled_by_payee" }),
      expect.objectContaining({ amount: 145_920, state: "created" }),
    ])
    expect((await checkout.get(first.location)).title).toContain("Your payment has been cancelled")
  })

  it("stays once it is paid, and says so", async () => {
    const basket = await councilTax()
    const first = await checkout.post(basket, { choice: "instalment" })
    const [payment] = await paymentsOf(basket)
    await openEntry(checkout.council, payment?.id)
    await charge(checkout.council, payment?.id)
    const second = await checkout.post(basket, { choice: "balance" })
    expect(second.location).toBe(first.location)
    expect((await checkout.get(second.location)).title).toContain("Payment complete")
    expect(await paymentsOf(basket)).toHaveLength(1)
  })
})

describe("an address that opens no basket", () => {
  it("is refused alike, whatever is wrong with it", async () => {
    const basket = await councilTax()
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
    expect(await paymentsOf(basket)).toEqual([])
  })
})

describe("a basket after a day", () => {
  it("has expired and offers a new start", async () => {
    const basket = await councilTax()
    checkout.council.outside.clock.advance(24 * hourMilliseconds)
    for (const answer of [await checkout.get(basket), await checkout.post(basket, { choice: "balance" })]) {
      expect(answer.status).toBe(410)
      expect(answer.text).toContain("Your time to pay has run out. Start again")
      expect(answer.html).toContain('href="/p/arwel-vale/council-tax"')
    }
    const welsh = await checkout.get(`/cy${basket}`)
    expect(welsh.text).toContain("Mae eich amser i dalu wedi dod i ben. Dechreuwch eto")
    expect(welsh.html).toContain('href="/cy/p/arwel-vale/council-tax"')
    expect(await paymentsOf(basket)).toEqual([])
  })
})

describe("a service or account that closes meanwhile", () => {
  it("takes no payment of a closed service", async () => {
    const basket = await garden()
    await checkout.sql`update service set enabled = false where slug = 'garden-waste'`
    const page = await checkout.post(basket, { quantity: "1" })
    await checkout.sql`update service set enabled = true where slug = 'garden-waste'`
    expect(page.status).toBe(422)
    expect(page.text).toContain("You cannot pay for this service online now")
    expect(await paymentsOf(basket)).toEqual([])
  })

  it("takes no payment of a stopped account", async () => {
    const basket = await councilTax()
    await checkout.sql`update service_account set status = 'stopped' where reference = '501234567'`
    const pages = [await checkout.get(basket), await checkout.post(basket, { choice: "balance" })]
    await checkout.sql`update service_account set status = 'open' where reference = '501234567'`
    for (const page of pages) {
      expect(page.status).toBe(422)
      expect(page.text).toContain("You cannot pay this online. Contact us")
    }
    expect(await paymentsOf(basket)).toEqual([])
  })

  it("follows the price into a new season", async () => {
    const { clock } = checkout.council.outside
    clock.advance(instant(Date.UTC(2026, 11, 31, 23, 30)) - clock.now())
    const basket = await garden()
    clock.advance(hourMilliseconds)
    expect((await checkout.get(basket)).text).toContain("£56.00 each")
    await checkout.post(basket, { quantity: "1" })
    expect(await paymentsOf(basket)).toEqual([expect.objectContaining({ amount: 5600 })])
  })
})
