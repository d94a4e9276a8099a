import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { paymentStates } from "#domain/payments/state.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import { aPaymentIn, cardToken } from "#tests/routes/payee/payments-in-every-state.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { tagWith } from "#tests/views/page-text.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

describe("POST card", () => {
  it("opens a card entry and starts the payment", async () => {
    const { id } = await aNewPayment(checkout.council)
    const answer = await checkout.post(checkout.payPath(id, "/card"))
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    expect(await checkout.stateOf(id)).toBe("started")
    const { html } = await checkout.get(answer.location)
    expect(tagWith(html, "https://acquirer.example/card-entries/")).toContain(
      (await checkout.entryOf(id))?.action,
    )
  })

  it("keeps the entry that is open", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const before = await checkout.entryOf(id)
    await checkout.post(checkout.payPath(id, "/card"))
    expect(await checkout.entryOf(id)).toEqual(before)
  })

  it("renews a closed entry when asked", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const before = await checkout.entryOf(id)
    const answer = await checkout.post(checkout.payPath(id, "/card"), { entry: "new" })
    expect(answer.location).toBe(checkout.payPath(id))
    expect((await checkout.entryOf(id))?.externalId).toMatch(/^acq_/)
    expect((await checkout.entryOf(id))?.externalId).not.toBe(before?.externalId)
  })

  it("sends the payee back in the same language", async () => {
    const { id } = await aNewPayment(checkout.council)
    const prepared: { returnUrl: string; challengeReturnUrl: string; language: string }[] = []
    const { acquirer } = checkout.council.outside
    const prepare = acquirer.prepare.bind(acquirer)
    acquirer.prepare = async (call, request) => {
      prepared.push(request)
      return await prepare(call, request)
    }
    await checkout.post(checkout.payPath(id, "/card", "cy"))
    acquirer.prepare = prepare
    expect(prepared).toEqual([
      expect.objectContaining({
        language: "cy",
        returnUrl: `https://pay.example${checkout.payPath(id, "/card", "cy")}`,
        challengeReturnUrl: `https://pay.example${checkout.payPath(id, "/challenge", "cy")}`,
      }),
    ])
  })

  it("says that cards cannot be taken while the acquirer is away", async () => {
    const { acquirer } = checkout.council.outside
    const { id } = await aNewPayment(checkout.council)
    acquirer.down = true
    const answer = await checkout.post(checkout.payPath(id, "/card"))
    acquirer.down = false
    expect(answer.location).toBe(checkout.payPath(id, "?entry=unavailable"))
    const page = await checkout.get(answer.location)
    expect(page.text).toContain("We cannot take cards now. Try later")
    expect(page.text).toContain("No money has been taken")
    expect(page.html).not.toContain("card_number")
    const welsh = await checkout.get(`/cy${answer.location}`)
    expect(welsh.text).toContain("Ni allwn gymryd cardiau nawr. Rhowch gynnig arall arni wedyn")
    const again = await checkout.post(checkout.payPath(id, "/card"))
    expect((await checkout.get(again.location)).html).toContain('name="card_number"')
  })

  it.each(paymentStates.filter((state) => state !== "created" && state !== "started"))(
    "changes nothing of a payment that is %s",
    async (state) => {
      const id = await aPaymentIn(checkout.council, state)
      const before = await checkout.everyRow()
      const prepares = checkout.callsOf("prepare")
      for (const form of [{}, { entry: "new" }] as Record<string, string>[]) {
        const answer = await checkout.post(checkout.payPath(id, "/card"), form)
        expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
      }
      expect(checkout.callsOf("prepare")).toBe(prepares)
      expect(await checkout.everyRow()).toEqual(before)
    },
  )
})

describe("the way back from card entry", () => {
  it("asks to confirm and writes nothing", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const before = await checkout.everyRow()
    const path = checkout.payPath(id, `/card?entry=1&result=complete&token=${cardToken}&last_four=4242`)
    const page = await checkout.get(path)
    expect(page.status).toBe(200)
    expect(page.title).toContain("Confirm your payment")
    expect(page.text).toContain("You are paying with the card ending 4242.")
    expect(page.text).toContain("Pay £142.50")
    expect(tagWith(page.html, 'name="token"')).toContain(`value="${cardToken}"`)
    expect(page.html).toContain(`action="${checkout.payPath(id, "/confirmation")}"`)
    const welsh = await checkout.get(`/cy${path}`)
    expect(welsh.title).toContain("Cadarnhau eich taliad")
    expect(welsh.text).toContain("Talu £142.50")
    expect(welsh.html).toContain(`action="${checkout.payPath(id, "/confirmation", "cy")}"`)
    expect(await checkout.everyRow()).toEqual(before)
  })

  it.each(["last_four=42424", "last_four=abcd", "last_four=4242424242424242", ""])(
    "shows no last digits for '%s'",
    async (query) => {
      const { id } = await aStartedPayment(checkout.council)
      const page = await checkout.get(
        checkout.payPath(id, `/card?result=complete&token=${cardToken}&${query}`),
      )
      expect(page.title).toContain("Confirm your payment")
      expect(page.text).not.toContain("card ending")
    },
  )

  it.each(["", "token=", "token=abc", `token=${"x".repeat(200)}`, "token=tok_%3Cscript%3E0000"])(
    "confirms nothing with '%s'",
    async (query) => {
      const { id } = await aStartedPayment(checkout.council)
      const page = await checkout.get(checkout.payPath(id, `/card?result=complete&${query}`))
      expect(page.status).toBe(200)
      expect(page.title).toContain("Enter card details")
      expect(page.html).not.toContain('name="token"')
    },
  )

  it("shows what is wrong with the card", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const query = "/card?result=invalid&errors=card_number.luhn,cvc.empty,zq9.zq9"
    const page = await checkout.get(checkout.payPath(id, query))
    expect(page.status).toBe(422)
    expect(page.title.startsWith("Error: Enter card details")).toBe(true)
    expect(page.text).toContain("Check your card number")
    expect(page.text).toContain("Enter your card security code")
    expect(page.text.replaceAll("zq9", "")).toBe(page.text)
    const welsh = await checkout.get(checkout.payPath(id, query, "cy"))
    expect(welsh.title.startsWith("Gwall: Rhowch fanylion y cerdyn")).toBe(true)
    expect(welsh.text).toContain("Gwiriwch rif eich cerdyn")
  })

  it("offers a new entry where the old one closed", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const before = await checkout.entryOf(id)
    const page = await checkout.get(checkout.payPath(id, "/card?result=closed"))
    expect(page.status).toBe(200)
    expect(page.html).not.toContain("entry-secret")
    const form = new RegExp(`<form[^>]*action="${checkout.payPath(id, "/card")}"[^>]*>.*?</form>`, "s").exec(
      page.html,
    )
    expect(tagWith(form?.[0] ?? "", 'name="entry"')).toContain('value="new"')
    await checkout.post(checkout.payPath(id, "/card"), { entry: "new" })
    expect((await checkout.entryOf(id))?.externalId).not.toBe(before?.externalId)
  })

  it.each(paymentStates.filter((state) => state !== "started"))(
    "leads a payment that is %s to its page",
    async (state) => {
      const id = await aPaymentIn(checkout.council, state)
      const answer = await checkout.get(
        checkout.payPath(id, `/card?result=complete&token=${cardToken}`, "cy"),
      )
      expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id, "", "cy")])
    },
  )
})
