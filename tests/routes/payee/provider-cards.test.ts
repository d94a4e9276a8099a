import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { minuteMilliseconds } from "#domain/instant.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import {
  aHandedOver,
  cameBack,
  changeAtAcquirer,
  providerAmount,
  whileDown,
} from "#tests/routes/payee/provider-steps.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
  checkout.council.outside.acquirer.entry = "redirect"
})
afterAll(() => checkout.end())

const paid = { status: "captured", card: scriptedCard, challengeUrl: null } as const
const handedOver = () => aHandedOver(checkout)
const back = (id: string, language?: "cy") => cameBack(checkout, id, language)

function nowAtTheAcquirer(object: string, change: Parameters<typeof changeAtAcquirer>[2]) {
  changeAtAcquirer(checkout, object, change)
}

describe("a card that the provider's page refused", () => {
  it("is told of, beside the way on", async () => {
    const { id, object, location } = await handedOver()
    nowAtTheAcquirer(object, { lastRefusal: "insufficient_funds" })
    const { text, html } = await back(id)
    expect(await checkout.stateOf(id)).toBe("challenge_required")
    expect(text).toContain("Error: You have not finished paying on Sandbox's page")
    expect(text).toContain("Your card was declined. Try another card You were not charged for that try.")
    expect(text).toContain("contact us to pay in another way.")
    expect(html).toContain(`href="${checkout.payPath(id, "/return")}"`)
    expect((await back(id, "cy")).text).toContain("Ni chodwyd tâl arnoch am y cynnig hwnnw.")
    expect((await checkout.post(checkout.payPath(id, "/provider"))).location).toBe(location)
  })

  it("is not spoken of where the next card's fate is not known", async () => {
    const { id, object } = await handedOver()
    nowAtTheAcquirer(object, { lastRefusal: "declined" })
    await back(id)
    expect((await whileDown(checkout, () => back(id))).text).not.toContain("declined")
    await checkout.post(checkout.payPath(id, "/provider"))
    expect((await checkout.get(checkout.payPath(id))).text).not.toContain("declined")
  })

  it("is forgotten once the payment is made", async () => {
    const { id, object } = await handedOver()
    nowAtTheAcquirer(object, { lastRefusal: "expired_card" })
    expect((await back(id)).text).toContain("Check your card details and try again")
    nowAtTheAcquirer(object, { ...paid, captured: providerAmount, lastRefusal: null })
    expect((await back(id)).text).toContain("Payment complete")
  })
})

describe("a card that the bank still thinks about", () => {
  const thinking = { status: "pending" as const, challengeUrl: null }

  it("is being checked, and nobody is told to pay again", async () => {
    const { id, object } = await handedOver()
    nowAtTheAcquirer(object, thinking)
    const { text } = await back(id)
    expect(await checkout.stateOf(id)).toBe("checking")
    expect(text).toContain("Do not pay again yet")
    await checkout.post(checkout.payPath(id, "/cancellation"))
    expect(await checkout.stateOf(id)).toBe("checking")
  })

  it("and then refuses leaves another try, found by the sweep", async () => {
    const { outside } = checkout.council
    const { id, object } = await handedOver()
    // Long on the page before the card is sent: the bank still gets its time to think.
    outside.clock.advance(20 * minuteMilliseconds)
    nowAtTheAcquirer(object, thinking)
    await back(id)
    outside.clock.advance(3_000)
    await syncOperations(outside)
    expect(outside.acquirer.payments.get(object)?.status).toBe("pending")
    const refused = { status: "closed" as const, lastRefusal: "temporarily_unavailable" as const }
    nowAtTheAcquirer(object, { ...refused, card: scriptedCard })
    outside.clock.advance(6_000)
    await syncOperations(outside)
    expect(await checkout.stateOf(id)).toBe("started")
    const { text } = await checkout.get(checkout.payPath(id))
    expect(text).toContain("Your card was declined. Try another card No money has been taken")
  })
})

describe("cancelling while the provider gives no answer", () => {
  it("promises nothing", async () => {
    const { id, object } = await handedOver()
    nowAtTheAcquirer(object, { ...paid, captured: providerAmount })
    const { location } = await whileDown(checkout, () => checkout.post(checkout.payPath(id, "/cancellation")))
    expect(await checkout.stateOf(id)).toBe("challenge_required")
    expect((await checkout.get(location)).text).toContain("We do not know yet if you have paid")
    expect((await back(id)).text).toContain("Payment complete")
  })
})
