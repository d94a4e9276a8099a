import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findPayment, findPaymentInHand } from "#db/queries/payments.ts"
import { maxAttempts } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { paymentStates } from "#domain/payments/state.ts"
import type { Authorised, Outcome } from "#ports/acquirer.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import {
  aPaymentIn,
  cardToken,
  challenge,
  challengeUrl,
  charge,
  refusal,
} from "#tests/routes/payee/payments-in-every-state.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { tagWith } from "#tests/views/page-text.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

async function stateOf(id: string): Promise<PaymentState | undefined> {
  return (await findPayment(checkout.council.outside.db, id))?.state
}

async function entryOf(id: string) {
  return (await findPaymentInHand(checkout.council.outside.db, id))?.object
}

function callsOf(operation: string): number {
  return checkout.council.outside.acquirer.calls.filter((one) => one.operation === operation).length
}

describe("POST card", () => {
  it("opens a card entry and starts the payment", async () => {
    const { id } = await aNewPayment(checkout.council)
    const answer = await checkout.post(checkout.payPath(id, "/card"))
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    expect(await stateOf(id)).toBe("started")
    const { html } = await checkout.get(answer.location)
    expect(tagWith(html, "https://acquirer.example/card-entries/")).toContain((await entryOf(id))?.action)
  })

  it("keeps the entry that is open", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const before = await entryOf(id)
    await checkout.post(checkout.payPath(id, "/card"))
    expect(await entryOf(id)).toEqual(before)
  })

  it("renews a closed entry when asked", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const before = await entryOf(id)
    const answer = await checkout.post(checkout.payPath(id, "/card"), { entry: "new" })
    expect(answer.location).toBe(checkout.payPath(id))
    expect((await entryOf(id))?.externalId).toMatch(/^acq_/)
    expect((await entryOf(id))?.externalId).not.toBe(before?.externalId)
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
      const prepares = callsOf("prepare")
      for (const form of [{}, { entry: "new" }] as Record<string, string>[]) {
        const answer = await checkout.post(checkout.payPath(id, "/card"), form)
        expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
      }
      expect(callsOf("prepare")).toBe(prepares)
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
    const before = await entryOf(id)
    const page = await checkout.get(checkout.payPath(id, "/card?result=closed"))
    expect(page.status).toBe(200)
    expect(page.html).not.toContain("entry-secret")
    const form = new RegExp(`<form[^>]*action="${checkout.payPath(id, "/card")}"[^>]*>.*?</form>`, "s").exec(
      page.html,
    )
    expect(tagWith(form?.[0] ?? "", 'name="entry"')).toContain('value="new"')
    await checkout.post(checkout.payPath(id, "/card"), { entry: "new" })
    expect((await entryOf(id))?.externalId).not.toBe(before?.externalId)
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

describe("confirmation", () => {
  it("pays once, however often it is pressed", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const charges = callsOf("authorise")
    const press = () => checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken })
    const answers = await Promise.all([press(), press()])
    answers.push(await press())
    for (const answer of answers)
      expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    expect(await stateOf(id)).toBe("captured")
    expect(callsOf("authorise")).toBe(charges + 1)
  })

  it.each(["", "abc", `tok_${"x".repeat(129)}`, "4242424242424242"])(
    "writes nothing with the token '%.30s'",
    async (token) => {
      const { id } = await aStartedPayment(checkout.council)
      const before = await checkout.everyRow()
      const calls = checkout.council.outside.acquirer.calls.length
      const answer = await checkout.post(checkout.payPath(id, "/confirmation", "cy"), { token })
      expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id, "", "cy")])
      expect(await checkout.everyRow()).toEqual(before)
      expect(checkout.council.outside.acquirer.calls).toHaveLength(calls)
    },
  )

  it("leads to the bank where it asks", async () => {
    const { id } = await aStartedPayment(checkout.council)
    checkout.council.outside.acquirer.script.push(() => challenge)
    const answer = await checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken })
    expect([answer.status, answer.location]).toEqual([303, challengeUrl])
  })

  it("after a decline leads to a fresh card form", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const before = await entryOf(id)
    checkout.council.outside.acquirer.script.push(() => refusal("insufficient_funds"))
    const answer = await checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken })
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    const page = await checkout.get(answer.location)
    expect(page.title.startsWith("Error: Enter card details")).toBe(true)
    expect(page.text).toContain("Your card was declined. Try another card")
    expect(page.html).toContain('name="card_number"')
    expect((await entryOf(id))?.externalId).not.toBe(before?.externalId)
  })

  it(`is declined for good after ${maxAttempts} cards`, async () => {
    const { id } = await aStartedPayment(checkout.council)
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      expect(await stateOf(id)).toBe("started")
      checkout.council.outside.acquirer.script.push(() => refusal("declined"))
      await checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken })
    }
    expect(await stateOf(id)).toBe("declined")
    expect((await checkout.get(checkout.payPath(id))).text).toContain("Your payment has been declined")
  })

  it("does not wait for ever, and finishes after the answer", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const { outside } = checkout.council
    let answerBank: (outcome: Outcome<Authorised>) => void = () => {}
    outside.acquirer.script.push(
      () =>
        new Promise((resolve) => {
          answerBank = resolve
        }),
    )
    checkout.patient = false
    const answer = await checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken })
    checkout.patient = true
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    expect((await checkout.get(answer.location)).text).toContain("Do not pay again yet")
    answerBank(refusal("do_not_retry"))
    await checkout.app.underWay.finished()
    expect(await stateOf(id)).toBe("declined")
  })

  it("with no word from the bank says neither paid nor unpaid", async () => {
    const { id } = await aStartedPayment(checkout.council)
    checkout.council.outside.acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    const answer = await checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken })
    const page = await checkout.get(answer.location)
    expect(page.text).toContain("We are checking with your bank")
    expect(page.text).not.toMatch(/No money|Payment complete|declined/)
  })
})

describe("the way back from the bank", () => {
  it("asks the acquirer, not the body", async () => {
    const id = await aPaymentIn(checkout.council, "challenge_required")
    const { acquirer } = checkout.council.outside
    const object = await entryOf(id)
    acquirer.change(object?.externalId ?? "", {
      status: "captured",
      captured: acquirer.payments.get(object?.externalId ?? "")!.amount,
    })
    const answer = await checkout.post(
      checkout.payPath(id, "/challenge", "cy"),
      { result: "declined", status: "failed" },
      { "Sec-Fetch-Site": "cross-site" },
    )
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id, "", "cy")])
    expect(await stateOf(id)).toBe("captured")
  })

  it("leads back to the bank while it still waits", async () => {
    const id = await aPaymentIn(checkout.council, "challenge_required")
    const object = await entryOf(id)
    checkout.council.outside.acquirer.change(object?.externalId ?? "", { status: "challenge", challengeUrl })
    const answer = await checkout.post(checkout.payPath(id, "/challenge"), { result: "succeeded" })
    expect([answer.status, answer.location]).toEqual([303, challengeUrl])
    expect(await stateOf(id)).toBe("challenge_required")
  })

  it("leads to a fresh card form when the bank refused", async () => {
    const id = await aPaymentIn(checkout.council, "challenge_required")
    const object = await entryOf(id)
    checkout.council.outside.acquirer.change(object?.externalId ?? "", {
      status: "closed",
      lastRefusal: "authentication_failed",
    })
    const answer = await checkout.post(checkout.payPath(id, "/challenge"))
    const page = await checkout.get(answer.location)
    expect(page.text).toContain("Your bank could not confirm it was you")
    expect(page.text).toContain("No money has been taken")
    expect(page.html).toContain('name="card_number"')
  })

  it("promises nothing while the acquirer is away", async () => {
    const id = await aPaymentIn(checkout.council, "challenge_required")
    const { acquirer } = checkout.council.outside
    acquirer.down = true
    const answer = await checkout.post(checkout.payPath(id, "/challenge"))
    acquirer.down = false
    expect(answer.status).toBe(303)
    expect(await stateOf(id)).toBe("challenge_required")
  })

  it("of a payment without a card entry shows its page", async () => {
    const { id } = await aNewPayment(checkout.council)
    const before = await checkout.everyRow()
    const answer = await checkout.post(checkout.payPath(id, "/challenge"))
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    expect(await checkout.everyRow()).toEqual(before)
  })
})

describe("a decline while the acquirer is away", () => {
  it("says that cards cannot be taken now", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const { acquirer } = checkout.council.outside
    await charge(checkout.council, id, refusal("declined"))
    acquirer.down = true
    const answer = await checkout.post(checkout.payPath(id, "/card"))
    acquirer.down = false
    expect(answer.location).toBe(checkout.payPath(id, "?entry=unavailable"))
    expect((await checkout.get(answer.location)).text).toContain("We cannot take cards now")
  })
})
