import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { maxAttempts } from "#domain/payments/payment.ts"
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

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

describe("confirmation", () => {
  it("pays once, however often it is pressed", async () => {
    const { id } = await aStartedPayment(checkout.council)
    const charges = checkout.callsOf("authorise")
    const press = () => checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken })
    const answers = await Promise.all([press(), press()])
    answers.push(await press())
    for (const answer of answers)
      expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    expect(await checkout.stateOf(id)).toBe("captured")
    expect(checkout.callsOf("authorise")).toBe(charges + 1)
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
    const before = await checkout.entryOf(id)
    checkout.council.outside.acquirer.script.push(() => refusal("insufficient_funds"))
    const answer = await checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken })
    expect([answer.status, answer.location]).toEqual([303, checkout.payPath(id)])
    const page = await checkout.get(answer.location)
    expect(page.title.startsWith("Error: Enter card details")).toBe(true)
    expect(page.text).toContain("Your card was declined. Try another card")
    expect(page.html).toContain('name="card_number"')
    expect((await checkout.entryOf(id))?.externalId).not.toBe(before?.externalId)
  })

  it(`is declined for good after ${maxAttempts} cards`, async () => {
    const { id } = await aStartedPayment(checkout.council)
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      expect(await checkout.stateOf(id)).toBe("started")
      checkout.council.outside.acquirer.script.push(() => refusal("declined"))
      await checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken })
    }
    expect(await checkout.stateOf(id)).toBe("declined")
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
    expect(await checkout.stateOf(id)).toBe("declined")
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
    const object = await checkout.entryOf(id)
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
    expect(await checkout.stateOf(id)).toBe("captured")
  })

  it("leads back to the bank while it still waits", async () => {
    const id = await aPaymentIn(checkout.council, "challenge_required")
    const object = await checkout.entryOf(id)
    checkout.council.outside.acquirer.change(object?.externalId ?? "", { status: "challenge", challengeUrl })
    const answer = await checkout.post(checkout.payPath(id, "/challenge"), { result: "succeeded" })
    expect([answer.status, answer.location]).toEqual([303, challengeUrl])
    expect(await checkout.stateOf(id)).toBe("challenge_required")
  })

  it("leads to a fresh card form when the bank refused", async () => {
    const id = await aPaymentIn(checkout.council, "challenge_required")
    const object = await checkout.entryOf(id)
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
    expect(await checkout.stateOf(id)).toBe("challenge_required")
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
