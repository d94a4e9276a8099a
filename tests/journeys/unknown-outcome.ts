import { describe, expect, it } from "vitest"
import { cards } from "./support/cards.ts"
import { expectPaidOnce } from "./support/money.ts"
import { comesToCard, comesToCheck } from "./support/story.ts"
import type { World } from "./support/world.ts"

/** The acquirer's answer is lost. */
export function unknownOutcomeJourneys(world: World): void {
  describe("nobody knows yet whether the card was charged", () => {
    it.each([
      // A charge is notified too, and each notification asks once more.
      ["it was charged", "timeout-after", 3],
      ["it was not charged", "timeout-before", 1],
    ])("the page waits, says so, and moves on by itself: %s", async (_fact, fault, times) => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      // Asking fails at first, so that the page stays long enough to be read.
      await world
        .stack()
        .planFault({ operation: "fetch", fault: "500-before", payment_reference: paymentId, times })
      await payee.pays("£142.50", { number: cards.good, name: `FAULT authorise ${fault}` })
      await payee.glimpses("checking")
      await payee.reads("Do not pay again yet")
      await payee.reads("We are checking. This page will change when we know more.")
      expect(await payee.page.getByText("No money has been taken").count()).toBe(0)
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it.each(["en", "cy"] as const)("without script the payee looks again, in %s", async (language) => {
      const payee = await world.payee({ language, javaScript: "blocked" })
      const paymentId = await comesToCard(payee)
      await world
        .stack()
        .planFault({ operation: "fetch", fault: "500-before", payment_reference: paymentId, times: 2 })
      await payee.pays("£142.50", { number: cards.good, name: "FAULT authorise cut-after" })
      await payee.sees("checking")
      await payee.reads(payee.says("Do not pay again yet", "Peidiwch â thalu eto am y tro"))
      const complete = payee.page.getByRole("heading", { level: 1, name: payee.words.complete.heading })
      const looksAgain = async () => {
        if (await complete.isVisible()) return true
        await payee.follows(payee.words.checking.again)
        return await complete.isVisible()
      }
      await expect.poll(looksAgain, { timeout: 30_000, interval: 500 }).toBe(true)
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })
}

/** The acquirer does not answer before there is a card to charge. */
export function unavailableJourneys(world: World): void {
  it.each(["en", "cy"] as const)(
    "no card can be entered while the acquirer is down, in %s",
    async (language) => {
      const payee = await world.payee({ language })
      const paymentId = await comesToCheck(payee)
      await world
        .stack()
        .planFault({ operation: "prepare", fault: "500-before", payment_reference: paymentId })
      await payee.presses(payee.words.actions.continue)
      await payee.sees("cards_unavailable")
      await payee.reads(payee.says("No money has been taken", "Nid oes arian wedi cael ei gymryd"))
      await payee.presses(payee.words.card.tryAgain)
      await payee.sees("card")
      await payee.pays("£142.50", { number: cards.good })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    },
  )
}
