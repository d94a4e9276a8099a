import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { everything, formsOf, placesOf, placesOfCode } from "./card-traces.ts"
import { becomes, type CrashStack, startCrashStack } from "./crash-stack.ts"
import { enterCard, paymentIdOf, payOnStripe, toCardForm } from "./payee-steps.ts"
import { headingOf, PlainBrowser } from "./plain-browser.ts"

/** Numbers that only this test types; none is published on a page of ours while it runs. */
const cards = {
  success: "4444333322221111",
  amex: "378282246310005",
  declined: "4000000000000002",
  challenge: "4000000000003220",
  failing: "4000000000000119",
  wrongDigit: "4242424242424241",
  unknown: "4532015112830366",
}
const code = "737"
const amexCode = "7391"
const holder = "Xanthippe Quillfeather"

let crash: CrashStack
const browser = new PlainBrowser()
const answers: string[] = []

beforeAll(async () => {
  crash = await startCrashStack()
})
afterAll(() => crash?.stop())

/** Pays with a card, as far as it goes; the page that comes last, and the payment's id. */
async function payWith(number: string, card: { readonly cvc?: string; readonly name?: string } = {}) {
  const form = await toCardForm(crash, 12_345, browser)
  const { cvc = code, name = holder } = card
  const entered = await enterCard(browser, form, { card_number: number, cvc, cardholder_name: name })
  const id = paymentIdOf(form)
  if (headingOf(entered) !== "Confirm your payment") return { id, page: entered }
  return { id, page: await browser.submits(entered, "/confirmation") }
}

async function api(path: string, request: RequestInit = {}) {
  const response = await fetch(`${crash.stack.urls.checkout}/v1${path}`, {
    ...request,
    headers: {
      authorization: `Bearer ${crash.stack.demo.api_key}`,
      "content-type": "application/json",
      ...request.headers,
    },
  })
  const text = await response.text()
  answers.push(text)
  return response.status
}

const anOrder = {
  amount: 1_500,
  reference: "CANARY-ROOM-1",
  description: "Library room",
  return_url: "https://council.example/return",
}

function create(facts: Record<string, unknown>, headers: Record<string, string> = {}) {
  return api("/payments", { method: "POST", body: JSON.stringify({ ...anOrder, ...facts }), headers })
}

describe("cards on Stripe's page", () => {
  it("are paid with, refused, checked by the bank and mistyped", async () => {
    const offer = await toCardForm(crash, 12_345, browser)
    const stripe = await browser.submits(offer, "/provider")
    const typed = (number: string, name = holder, cvc = code) =>
      payOnStripe(browser, stripe, { card_number: number, cvc, cardholder_name: name })
    for (const number of [cards.wrongDigit, cards.unknown, ...formsOf(cards.unknown).slice(1, 4)])
      expect((await typed(number)).status).toBe(422)
    expect((await typed(cards.success, cards.success, cards.success)).status).toBe(422)
    for (const number of [cards.declined, cards.failing])
      expect(headingOf(await typed(number))).toBe("Pay £123.45")
    const asked = await browser.submits(await typed(cards.challenge), /\/challenges\//, {
      decision: "approve",
    })
    expect(headingOf(await browser.submits(asked, "/checked"))).toBe("Payment complete")
  })

  it("are told of by nobody but Stripe", async () => {
    const offer = await toCardForm(crash, 12_345, browser)
    const stripe = await browser.submits(offer, "/provider", { card_number: cards.success, cvc: code })
    await browser.opens(`${offer.url}/return?card_number=${cards.success}`)
    expect(await crash.stateOf(paymentIdOf(offer))).toBe("challenge_required")
    const [account] = await crash.sql`select distinct acquirer from service`
    const told = `${crash.stack.urls.checkout}/acquirer-notifications/${account?.["acquirer"]}`
    expect((await fetch(told, { method: "POST", body: cards.success })).status).toBe(400)
    const paid = await payOnStripe(browser, stripe, { card_number: cards.success, cvc: code })
    expect(headingOf(paid)).toBe("Payment complete")
  })
})

describe("cards", () => {
  beforeAll(() => crash.takesCardsBy("sandbox"))

  it("are paid with, refused, checked by the bank and mistyped", async () => {
    const paid = await payWith(formsOf(cards.success)[1] ?? "")
    expect(headingOf(paid.page)).toBe("Payment complete")
    expect(headingOf((await payWith(cards.amex, { cvc: amexCode })).page)).toBe("Payment complete")
    for (const number of [cards.declined, cards.failing]) {
      const { id, page } = await payWith(number)
      expect(headingOf(page)).toBe("Enter card details")
      expect(await crash.stateOf(id)).toBe("started")
    }
    for (const number of [cards.wrongDigit, cards.unknown, ...formsOf(cards.unknown).slice(1, 4)])
      expect((await payWith(number)).page.status).toBe(422)
    expect((await payWith(cards.success, { name: cards.success })).page.status).toBe(422)
    expect((await payWith(cards.success, { cvc: cards.success })).page.status).toBe(422)
    const lost = await payWith(cards.success, { name: "FAULT authorise timeout-after" })
    await becomes(() => crash.stateOf(lost.id), "captured")
    await payWith(cards.success, { name: "FAULT authorise wrong-amount" })
  })

  it("pass the bank's check", async () => {
    const { id, page } = await payWith(cards.challenge)
    const asked = await browser.submits(page, /\/challenges\//, { decision: "approve" })
    const done = await browser.submits(asked, "/challenge")
    expect(headingOf(done)).toBe("Payment complete")
    expect(await crash.stateOf(id)).toBe("captured")
  })
})

describe("a number typed into the wrong field", () => {
  it.each(formsOf(cards.success).slice(0, 4))("is refused as reference: %s", async (form) => {
    for (const service of ["council-tax", "parking-penalty", "garden-waste"]) {
      const url = `${crash.stack.urls.checkout}/p/arwel-vale/${service}`
      const start = await browser.opens(url)
      expect(
        (await browser.submits(start, `/${service}`, { reference: form, registration: form })).status,
      ).toBe(422)
    }
  })

  it("is refused as registration, amount and quantity", async () => {
    const url = `${crash.stack.urls.checkout}/p/arwel-vale`
    const parking = await browser.opens(`${url}/parking-penalty`)
    const registered = { reference: "AV00123455", registration: cards.success }
    expect((await browser.submits(parking, "/parking-penalty", registered)).status).toBe(422)
    const tax = await browser.opens(`${url}/council-tax`)
    const basket = await browser.submits(tax, "/council-tax", { reference: "501234567" })
    for (const amount of formsOf(cards.success).slice(0, 4))
      expect((await browser.submits(basket, /\/basket\//, { choice: "other", amount })).status).toBe(422)
    const choice = { choice: cards.success, amount: "1.00" }
    expect((await browser.submits(basket, /\/basket\//, choice)).status).toBe(422)
    const waste = await browser.opens(`${url}/garden-waste`)
    const bins = await browser.submits(waste, "/garden-waste", { reference: "GW24KX7MT" })
    expect((await browser.submits(bins, /\/basket\//, { quantity: cards.success })).status).toBe(422)
  })

  it("leads nowhere in an address, a token or a header", async () => {
    const { checkout, demo } = crash.stack.urls
    for (const number of [cards.success, cards.unknown]) {
      await Promise.all(
        [
          `/pay/${number}`,
          `/basket/${number}`,
          `/receipt/${number}`,
          `/${number}`,
          `/?card_number=${number}`,
        ].map(async (path) => expect((await fetch(`${checkout}${path}`)).status).toBe(404)),
      )
      await browser.posts(`${checkout}/pay`, { chargeTokenId: number })
      await fetch(`${checkout}/health/live`, {
        headers: { "user-agent": number, referer: `https://x.example/${number}` },
      })
      await fetch(`${demo}/?card_number=${number}`)
      await fetch(`${checkout}/acquirer-notifications/sandbox`, {
        method: "POST",
        body: JSON.stringify({ number }),
      })
      await fetch(`${demo}/webhooks/civic-pay`, { method: "POST", body: JSON.stringify({ number }) })
    }
    const form = await toCardForm(crash, 500, browser)
    const forged = { token: `tok_${cards.success}`, card_number: cards.success, cvc: code }
    await browser.posts(`${form.url}/confirmation`, forged)
    expect(await crash.stateOf(paymentIdOf(form))).toBe("started")
    expect(await crash.chargesOf(paymentIdOf(form))).toEqual([])
  })
})

describe("a number sent to the API", () => {
  it.each(formsOf(cards.success).slice(0, 4))("is refused in every text: %s", async (form) => {
    for (const facts of [
      { reference: form },
      { description: `Paid with ${form}` },
      { email: `${form}@payee.example` },
      { metadata: { note: form } },
      { metadata: { [form]: true } },
      { return_url: `https://council.example/?card=${form.replaceAll(" ", "%20")}` },
      { prefilled_cardholder_details: { cardholder_name: form } },
      { prefilled_cardholder_details: { billing_address: { line1: form, city: form } } },
    ]) {
      expect([facts, await create(facts)]).toEqual([
        facts,
        expect.toSatisfy((status) => status === 400 || status === 422),
      ])
    }
  })

  it("is refused as a bare number and forgotten as an unknown member", async () => {
    expect(await create({ metadata: { note: Number(cards.success) } })).toBe(422)
    expect(await create({ amount: Number(cards.success) })).toBe(422)
    expect(await create({ card_number: cards.success, cvc: code })).toBe(201)
    expect(await api(`/payments/${cards.success}`)).toBe(404)
    expect(await api("/payments", { method: "POST", body: `{"card_number": ${cards.success}` })).toBe(400)
    await create({}, { "idempotency-key": cards.success, authorization: `Bearer ${cards.success}` })
  })
})

describe("afterwards", () => {
  it("no number, code or holder is found anywhere", async () => {
    const waiting = async () =>
      (await crash.sql`select 1 from webhook_delivery where state <> 'delivered'`).length
    await becomes(waiting, 0)
    const written = await everything(crash, [...browser.seen, ...answers])
    expect(placesOf(written, Object.values(cards))).toEqual([])
    expect(placesOfCode(written, code)).toEqual([])
    expect(placesOfCode(written, amexCode)).toEqual([])
    expect(written.filter(({ text }) => text.includes("Quillfeather")).map(({ place }) => place)).toEqual([])
  })

  it("the same search finds what must be there", async () => {
    const written = await everything(crash, [...browser.seen, ...answers])
    const placesWith = (text: string) =>
      written.filter((one) => one.text.includes(text)).map((one) => one.place)
    expect(placesWith(anOrder.reference)).toContain("public.payment")
    // Keys of Stripe and of webhooks stand where they are handed out, and nowhere else.
    expect(placesWith("sk_test_")).toEqual(["secrets.json"])
    expect(placesWith("whsec_").toSorted()).toEqual(["demo.json", "secrets.json"])
    expect(placesWith("501234567")).toEqual(
      expect.arrayContaining(["public.basket", "public.payment", "public.outbox_event"]),
    )
    expect(placesWith("378282")).toEqual(
      expect.arrayContaining(["public.payment", "sandbox_acquirer.payment"]),
    )
    expect(placesWith("payment.captured").filter((place) => place.startsWith("webhook "))).not.toEqual([])
    for (const log of ["checkout-server", "worker", "sandbox-acquirer", "demo-site"])
      expect(placesWith("{")).toContain(`logs/${log}.log`)
    const hidden = written.map(({ place, text }) => ({
      place,
      text: `${text}\n${formsOf(cards.amex)[1]} cvc=${code}`,
    }))
    expect(placesOf(hidden, [cards.amex])).toHaveLength(written.length)
    expect(placesOfCode(hidden, code)).toHaveLength(written.length)
  })
})
