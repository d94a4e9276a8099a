import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import type { Language } from "#domain/instant.ts"
import { hourMilliseconds, languages, minuteMilliseconds } from "#domain/instant.ts"
import { refusalReasons } from "#domain/payments/refusal-reason.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { isFinished, paymentStates } from "#domain/payments/state.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import { aPaymentIn, challengeUrl, charge, refusal } from "#tests/routes/payee/payments-in-every-state.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { tagWith } from "#tests/views/page-text.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

/** The page of each state, as the design's table names it. */
const pages: Readonly<Record<PaymentState, Readonly<Record<Language, string>>>> = {
  created: { en: "Check your payment", cy: "Gwiriwch eich taliad" },
  started: { en: "Enter card details", cy: "Rhowch fanylion y cerdyn" },
  challenge_required: {
    en: "Your bank needs to check it is you",
    cy: "Mae angen i'ch banc gadarnhau pwy ydych chi",
  },
  authorising: { en: "We are checking with your bank", cy: "Rydym yn gwirio gyda'ch banc" },
  checking: { en: "We are checking with your bank", cy: "Rydym yn gwirio gyda'ch banc" },
  needs_operator: { en: "We are checking with your bank", cy: "Rydym yn gwirio gyda'ch banc" },
  authorised: { en: "Payment approved", cy: "Taliad wedi'i gymeradwyo" },
  capturable: { en: "Payment approved", cy: "Taliad wedi'i gymeradwyo" },
  capturing: { en: "Payment approved", cy: "Taliad wedi'i gymeradwyo" },
  captured: { en: "Payment complete", cy: "Taliad wedi'i gwblhau" },
  declined: { en: "Your payment has been declined", cy: "Mae eich taliad wedi cael ei wrthod" },
  expired: { en: "Your payment has expired", cy: "Daeth eich taliad i ben" },
  cancelled_by_payee: { en: "Your payment has been cancelled", cy: "Mae eich taliad wedi cael ei ganslo" },
  cancelled_by_service: {
    en: "The service has cancelled this payment",
    cy: "Mae'r gwasanaeth wedi canslo'r taliad hwn",
  },
  failed: { en: "There was a problem with your payment", cy: "Roedd problem gyda'ch taliad" },
}

const servicePart = {
  en: " – Council Tax – Arwel Vale County Borough Council",
  cy: " – Treth y Cyngor – Cyngor Bwrdeistref Sirol Dyffryn Arwel",
}

describe.each(paymentStates)("a payment that is %s", (state) => {
  it("shows its page, amount and buyer in both languages", async () => {
    const id = await aPaymentIn(checkout.council, state)
    for (const language of languages) {
      const page = await checkout.get(checkout.payPath(id, "", language))
      expect(page.status).toBe(200)
      expect(page.title).toBe(pages[state][language] + servicePart[language])
      expect(page.text).toContain("£142.50")
      expect(page.html).toContain(`<html lang="${language}"`)
    }
  })

  it("says so to the page script", async () => {
    const id = await aPaymentIn(checkout.council, state)
    const { status, html, headers } = await checkout.get(checkout.payPath(id, "/status"))
    expect(status).toBe(200)
    expect(headers.get("Content-Type")).toContain("application/json")
    const told = JSON.parse(html)
    expect(told).toMatchObject({ state, finished: isFinished(state) })
    const page = await checkout.get(checkout.payPath(id))
    const waits = /data-page="([a-z_]+)"/.exec(page.html)?.[1]
    if (waits !== undefined) expect(told.page).toBe(waits)
  })
})

describe("the check page", () => {
  it("lets a payee of a payment page change both answers", async () => {
    const begun = await checkout.post("/p/arwel-vale/council-tax", { reference: "501234567" })
    const paid = await checkout.post(begun.location, { choice: "instalment" })
    const page = await checkout.get(paid.location)
    expect(page.text).toContain("£182.40")
    expect(page.html).toContain('href="/p/arwel-vale/council-tax"')
    expect(page.html).toContain(`href="${begun.location}"`)
  })

  it("offers no change of what a server set", async () => {
    const { id } = await aNewPayment(checkout.council)
    const page = await checkout.get(checkout.payPath(id))
    expect(page.html).not.toContain("/basket/")
    expect(page.html).not.toContain('href="/p/')
  })

  it("shows the quantity that was ordered", async () => {
    const begun = await checkout.post("/p/arwel-vale/garden-waste", { reference: "GW24KX7MT" })
    const paid = await checkout.post(begun.location, { quantity: "3" })
    expect((await checkout.get(paid.location)).text).toContain("Quantity 3 ")
  })

  const warning = "A payment with this reference and amount was made"

  it("warns of the same payment within 72 hours", async () => {
    const { council } = checkout
    const facts = { reference: "same-payment" }
    const first = await aPaymentIn(council, "captured", facts)
    const { id } = await aNewPayment(council, facts)
    expect((await checkout.get(checkout.payPath(id))).text).toContain(`${warning} today.`)
    expect((await checkout.get(checkout.payPath(first))).text).not.toContain(warning)
    const { id: other } = await aNewPayment(council, { reference: "another-payment" })
    expect((await checkout.get(checkout.payPath(other))).text).not.toContain(warning)
  })

  it("warns no longer after 72 hours", async () => {
    const facts = { reference: "old-payment" }
    await aPaymentIn(checkout.council, "captured", facts)
    checkout.council.outside.clock.advance(72 * hourMilliseconds + 1)
    const { id } = await aNewPayment(checkout.council, facts)
    expect((await checkout.get(checkout.payPath(id))).text).not.toContain(warning)
  })
})

describe("the card page", () => {
  it("posts the card to the acquirer alone", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const page = await checkout.get(checkout.payPath(id))
    const form =
      /<form[^>]*action="https:\/\/acquirer\.example\/card-entries\/acq_\d+"[^>]*>.*?<\/form>/s.exec(
        page.html,
      )?.[0]
    expect(form).toContain('name="card_number"')
    expect(tagWith(form ?? "", 'name="entry_secret"')).toContain('value="entry-secret"')
    expect(page.html.replace(form ?? "", "")).not.toContain('name="card_number"')
  })

  it.each(refusalReasons)("after %s says why and that no money was taken", async (reason) => {
    const { id } = await aStartedPayment(checkout.council)
    await charge(checkout.council, id, refusal(reason))
    const page = await checkout.get(checkout.payPath(id))
    expect(page.text).toContain("No money has been taken")
    if (reason === "do_not_retry") expect(page.text).toContain("Your payment has been declined")
    else
      expect(page.text).toMatch(
        /Your card was declined|Check your card details|could not confirm|cannot take cards now/,
      )
  })
})

describe("the challenge page", () => {
  it("leads on to the bank", async () => {
    const id = await aPaymentIn(checkout.council, "challenge_required")
    expect((await checkout.get(checkout.payPath(id))).html).toContain(`href="${challengeUrl}"`)
  })
})

describe("the way back to the buyer", () => {
  it("is the server's address, unchanged", async () => {
    const id = await aPaymentIn(checkout.council, "captured", {
      returnUrl: "https://council.example/return?order=7",
    })
    const page = await checkout.get(checkout.payPath(id))
    expect(tagWith(page.html, 'href="https://council.example/return?order=7"')).toContain('data-follow="0"')
  })

  it("names the payment after a payment page", async () => {
    const begun = await checkout.post("/cy/p/arwel-vale/council-tax", { reference: "501234567" })
    const paid = await checkout.post(begun.location, { choice: "balance" })
    const cancelled = await checkout.post(`${paid.location}/cancellation`)
    const [row] = await checkout.sql`select id from payment order by created_at desc, id desc limit 1`
    const page = await checkout.get(cancelled.location)
    expect(page.html).toContain(`href="https://council.example/cy/return?payment=${row?.["id"]}"`)
  })
})

describe("POST /pay", () => {
  it("takes the token of next_url_post", async () => {
    const { id } = await aNewPayment(checkout.council)
    const chargeTokenId = checkout.capability("payment", id)
    const answer = await checkout.post("/pay", { chargeTokenId }, { "Sec-Fetch-Site": "cross-site" })
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    const welsh = await checkout.post("/cy/pay", { chargeTokenId })
    expect([welsh.status, welsh.location]).toEqual([303, checkout.payPath(id, "", "cy")])
  })

  it.each(["", "zq9"])("opens nothing with the token '%s'", async (chargeTokenId) => {
    const answer = await checkout.post("/pay", { chargeTokenId })
    expect([answer.status, answer.location]).toEqual([404, ""])
    expect(answer.text).toContain("This payment link is not valid")
  })

  it("opens nothing with a receipt's token", async () => {
    const { id } = await aNewPayment(checkout.council)
    const answer = await checkout.post("/pay", { chargeTokenId: checkout.capability("receipt", id) })
    expect(answer.status).toBe(404)
  })
})

describe("cancellation", () => {
  it("ends an unpaid payment and shows so", async () => {
    const id = await aPaymentIn(checkout.council, "started")
    const answer = await checkout.post(checkout.payPath(id, "/cancellation", "cy"))
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id, "", "cy")])
    expect((await checkout.get(answer.location)).title).toContain("Mae eich taliad wedi cael ei ganslo")
  })

  it.each(["authorising", "checking", "needs_operator", "authorised", "captured"] as const)(
    "leaves a payment that is %s",
    async (state) => {
      const id = await aPaymentIn(checkout.council, state)
      const answer = await checkout.post(checkout.payPath(id, "/cancellation"))
      expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
      expect((await findPayment(checkout.council.outside.db, id))?.state).toBe(state)
    },
  )
})

describe("more time", () => {
  it("gives 24 hours and names the day", async () => {
    const { clock, db } = checkout.council.outside
    const id = await aPaymentIn(checkout.council, "created")
    const answer = await checkout.post(checkout.payPath(id, "/more-time"))
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    expect((await findPayment(db, id))?.expiresAt).toBe(clock.now() + 24 * hourMilliseconds)
    expect((await checkout.get(answer.location)).text).toMatch(
      /You have until \d\d:\d\d on \d+ November 2026/,
    )
  })

  it("comes too late after the time is up", async () => {
    const { clock, db } = checkout.council.outside
    const id = await aPaymentIn(checkout.council, "created")
    const before = await findPayment(db, id)
    clock.advance(90 * minuteMilliseconds)
    await checkout.post(checkout.payPath(id, "/more-time"))
    expect(await findPayment(db, id)).toEqual(before)
  })

  it("is not given to a payment under way", async () => {
    const id = await aPaymentIn(checkout.council, "checking")
    const before = await findPayment(checkout.council.outside.db, id)
    await checkout.post(checkout.payPath(id, "/more-time"))
    expect(await findPayment(checkout.council.outside.db, id)).toEqual(before)
  })
})
