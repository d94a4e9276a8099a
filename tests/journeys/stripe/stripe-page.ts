import { describe, expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { refusedCards } from "#tests/journeys/declines.ts"
import { cards } from "#tests/journeys/support/cards.ts"
import { cancelledByPayee, effectsOf, expectNotPaid, expectPaidOnce } from "#tests/journeys/support/money.ts"
import type { Payee } from "#tests/journeys/support/payee.ts"
import { comesToCard } from "#tests/journeys/support/story.ts"
import type { World } from "#tests/journeys/support/world.ts"

const soon = { timeout: 20_000, interval: 250 }

/** What can happen on Stripe's page before it is paid. */
export function stripePageJourneys(world: World): void {
  describe("on Stripe's page", () => {
    it.each(["on", "off"] as const)("mistyped details are put right, script %s", async (javaScript) => {
      const payee = await world.payee({ javaScript })
      const paymentId = await comesToCard(payee)
      expect(await payee.page.locator("noscript").isVisible()).toBe(javaScript === "off")
      await payee.pays("£142.50", { number: cards.mistyped })
      await payee.sees("stripe_card_with_errors")
      await payee.paysAgain("£142.50", { number: cards.mastercard })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("any number of cards can be tried", async () => {
      const payee = await world.payee({ language: "cy" })
      const paymentId = await comesToCard(payee)
      await payee.till.opensForm()
      for (const [number, why] of [...refusedCards, ...refusedCards]) {
        await payee.paysAgain("£142.50", { number })
        await payee.till.isRefused(why)
      }
      await payee.paysAgain("£142.50", { number: cards.good })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it.each(languages)("the payee turns back, goes on, goes Back and cancels, in %s", async (language) => {
      const payee = await world.payee({ language, device: "phone" })
      const paymentId = await comesToCard(payee)
      await payee.till.opensForm()
      const address = payee.page.url()
      await payee.follows("Go back without paying")
      await payee.sees("provider_unfinished")
      await payee.reads(payee.words.provider.notPaid("Stripe"))
      await payee.presses(payee.words.provider.continue("Stripe"))
      await payee.sees("stripe_card")
      await payee.page.goBack()
      await payee.sees("provider_unfinished")
      await payee.presses(payee.words.actions.cancel)
      await payee.sees("cancelled_by_payee")
      await payee.reads(payee.words.closed.noMoney)
      await expectNotPaid(world, paymentId, cancelledByPayee)
      // The worker closes Stripe's page by now, or does so soon: nobody can pay there any more.
      await expect.poll(() => isExpired(payee, address), soon).toBe(true)
      expect(await effectsOf(world.stack(), paymentId)).toEqual([])
    })

    it.each(languages)(
      "a declined card is told of on our page, and another one pays, in %s",
      async (language) => {
        const payee = await world.payee({ language })
        const paymentId = await comesToCard(payee)
        await payee.pays("£142.50", { number: cards.declined })
        await payee.sees("stripe_card")
        await payee.follows("Go back without paying")
        await payee.sees("provider_declined")
        await payee.reads(payee.words.declines.declined)
        await payee.reads(payee.words.provider.notCharged)
        await payee.follows(payee.words.checking.again)
        await payee.sees("provider_declined")
        await payee.pays("£142.50", { number: cards.good })
        await payee.sees("complete")
        await expectPaidOnce(world, paymentId, 14_250)
      },
    )

    it("a card that the bank refuses late is being checked, then another one pays", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      await payee.pays("£142.50", { number: cards.good, name: "FAULT authorise late-decline" })
      await payee.glimpses("checking")
      await payee.reads(payee.words.checking.doNotPay)
      await payee.sees("card_with_errors")
      await payee.reads(payee.words.declines.declined)
      await payee.presses(payee.words.actions.continue)
      await payee.pays("£142.50", { number: cards.good })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })
}

async function isExpired(payee: Payee, address: string): Promise<boolean> {
  await payee.page.goto(address)
  return (await payee.page.getByRole("heading", { level: 1 }).innerText()) === "This payment page has expired"
}
