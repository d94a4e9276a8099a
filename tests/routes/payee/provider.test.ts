import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { hourMilliseconds } from "#domain/instant.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
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
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
  checkout.council.outside.acquirer.entry = "redirect"
})
afterAll(() => checkout.end())

const page = /^https:\/\/acquirer\.example\/pages\/acq_\d+$/
const paid = { status: "captured", card: scriptedCard, challengeUrl: null } as const
const handedOver = (delayedCapture = false) => aHandedOver(checkout, delayedCapture)
const back = (id: string, language?: "cy") => cameBack(checkout, id, language)

function nowAtTheAcquirer(object: string, change: Parameters<typeof changeAtAcquirer>[2]) {
  changeAtAcquirer(checkout, object, change)
}

describe("the page before a provider's own", () => {
  it("says whose it is and that nothing is paid, and has no card fields", async () => {
    const { id } = await aNewPayment(checkout.council)
    await checkout.post(checkout.payPath(id, "/card"))
    const { text, html, headers } = await checkout.get(checkout.payPath(id))
    expect(text).toContain("Pay on Sandbox's page")
    expect(text).toContain("You have not paid yet.")
    expect(html).not.toContain("card_number")
    expect(headers.get("Content-Security-Policy")).toContain("form-action 'self' https://acquirer.example;")
    expect(html).toContain("<noscript>")
    const welsh = await checkout.get(checkout.payPath(id, "", "cy"))
    expect(welsh.text).toContain("Efallai y bydd y dudalen honno yn Saesneg")
  })

  it("tells the acquirer where the payee comes back to", async () => {
    const { id } = await aNewPayment(checkout.council)
    const { acquirer } = checkout.council.outside
    const prepare = acquirer.prepare.bind(acquirer)
    const asked: string[] = []
    acquirer.prepare = async (call, request) => {
      asked.push(request.returnUrl)
      return await prepare(call, request)
    }
    await checkout.post(checkout.payPath(id, "/card", "cy"))
    acquirer.prepare = prepare
    expect(asked).toEqual([`https://pay.example${checkout.payPath(id, "/return", "cy")}`])
  })
})

describe("going to the provider's page", () => {
  it("is written down before the payee leaves", async () => {
    const { id, location } = await handedOver()
    expect(location).toMatch(page)
    expect(await checkout.stateOf(id)).toBe("challenge_required")
  })

  it("leads to the same page when it is pressed again", async () => {
    const { id, location } = await handedOver()
    const again = await Promise.all([1, 2].map(() => checkout.post(checkout.payPath(id, "/provider"))))
    expect(again.map((one) => one.location)).toEqual([location, location])
  })

  it("leads nowhere once the payment has ended", async () => {
    const { id } = await aStartedPayment(checkout.council)
    await checkout.post(checkout.payPath(id, "/cancellation"))
    const { location } = await checkout.post(checkout.payPath(id, "/provider"))
    expect(location).toBe(checkout.payPath(id))
    expect(await checkout.stateOf(id)).toBe("cancelled_by_payee")
  })
})

describe("coming back", () => {
  it("shows what the acquirer says, whatever the address says", async () => {
    const { id, object } = await handedOver()
    const waiting = await back(id)
    expect(waiting.text).toContain("You have not finished paying on Sandbox's page")
    expect(await checkout.stateOf(id)).toBe("challenge_required")
    nowAtTheAcquirer(object, { ...paid, captured: providerAmount })
    expect((await back(id)).text).toContain("Payment complete")
    expect(await checkout.stateOf(id)).toBe("captured")
    expect((await back(id, "cy")).text).toContain("Taliad wedi'i gwblhau")
  })

  it("waits where the acquirer does not answer, and promises nothing", async () => {
    const { id, object } = await handedOver()
    nowAtTheAcquirer(object, { ...paid, captured: providerAmount })
    const { text } = await whileDown(checkout, () => back(id))
    expect(text).toContain("We do not know yet if you have paid")
    expect(text).toContain("Do not pay again yet")
    expect(text).not.toContain("No money")
    await back(id)
    expect(await checkout.stateOf(id)).toBe("captured")
  })

  it("reserves where the money is taken later", async () => {
    const { id, object } = await handedOver(true)
    nowAtTheAcquirer(object, { status: "authorised", card: scriptedCard, challengeUrl: null })
    await back(id)
    expect(await checkout.stateOf(id)).toBe("capturable")
  })

  it("offers another try where the page's time was up", async () => {
    const { id, object } = await handedOver()
    nowAtTheAcquirer(object, { status: "closed", challengeUrl: null })
    const { text } = await back(id)
    expect(await checkout.stateOf(id)).toBe("started")
    expect(text).toContain("You did not finish paying in time No money has been taken")
    const { location } = await checkout.post(checkout.payPath(id, "/card"), { entry: "new" })
    expect((await checkout.get(location)).text).not.toContain("You did not finish")
    expect((await checkout.post(checkout.payPath(id, "/provider"))).location).toMatch(page)
  })
})

describe("a payee who never comes back", () => {
  it("has let the time of page and payment run out: nobody refused a card", async () => {
    const { outside } = checkout.council
    const { id, object } = await handedOver()
    outside.clock.advance(2 * hourMilliseconds)
    nowAtTheAcquirer(object, { status: "closed", challengeUrl: null })
    await syncOperations(outside)
    expect(await checkout.stateOf(id)).toBe("expired")
    expect((await checkout.get(checkout.payPath(id))).text).toContain("No money has been taken")
  })

  it("is found by the sweep", async () => {
    const { id, object } = await handedOver()
    nowAtTheAcquirer(object, { ...paid, captured: providerAmount })
    checkout.council.outside.clock.advance(61_000)
    await syncOperations(checkout.council.outside)
    expect(await checkout.stateOf(id)).toBe("captured")
  })

  it("keeps the payment waiting while the page is open, and cancels it there when the time is up", async () => {
    const { outside } = checkout.council
    const { id, object } = await handedOver()
    outside.clock.advance(61_000)
    await syncOperations(outside)
    expect(await checkout.stateOf(id)).toBe("challenge_required")
    outside.clock.advance(2 * hourMilliseconds)
    await expirePayments(outside)
    expect(await checkout.stateOf(id)).toBe("expired")
    await syncOperations(outside)
    expect(outside.acquirer.payments.get(object)?.status).toBe("closed")
  })

  it("may cancel instead", async () => {
    const { id, object } = await handedOver()
    await checkout.post(checkout.payPath(id, "/cancellation"))
    expect(await checkout.stateOf(id)).toBe("cancelled_by_payee")
    await syncOperations(checkout.council.outside)
    expect(checkout.council.outside.acquirer.payments.get(object)?.status).toBe("closed")
  })
})
