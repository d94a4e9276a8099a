import { expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { cards } from "./support/cards.ts"
import { expectPaidOnce } from "./support/money.ts"
import { comesToCard, comesToCheck } from "./support/story.ts"
import type { World } from "./support/world.ts"

/** The acquirer's answer is lost. */
export function unknownOutcomeJourneys(world: World): void {
  it.each(languages)(
    "nobody knows yet whether the card was charged, and the payee looks again, in %s",
    async (language) => {
      const payee = await world.payee({ language, javaScript: "blocked" })
      const paymentId = await comesToCard(payee)
      await payee.till.paysUnheard(world, "£142.50")
      const complete = payee.page.getByRole("heading", { level: 1, name: payee.words.complete.heading })
      const isKnown = async () => {
        if (await complete.isVisible()) return true
        expect(await payee.page.getByText(payee.words.closed.noMoney).count()).toBe(0)
        await payee.till.looksAgain()
        return await complete.isVisible()
      }
      await expect.poll(isKnown, { timeout: 30_000, interval: 500 }).toBe(true)
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    },
  )
}

/** The page that waits for the outcome of a charge. */
export function waitingJourneys(world: World): void {
  it("nobody knows yet whether the card was charged, and the page waits, says so, and moves on by itself", async () => {
    const waits = lostAnswers.map(async ({ fault, times }) => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      // Asking fails at first, so that the page stays long enough to be read.
      const question = { operation: "fetch", fault: "500-before", payment_reference: paymentId, times }
      await world.stack().planFault(question)
      await payee.pays("£142.50", { number: cards.good, name: `FAULT authorise ${fault}` })
      await payee.glimpses("checking")
      await payee.reads(payee.words.checking.doNotPay)
      await payee.reads(payee.words.checking.waiting)
      expect(await payee.page.getByText(payee.words.closed.noMoney).count()).toBe(0)
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })
    await Promise.all(waits)
  })
}

/** It was charged, and it was not. A charge is notified too, and each notification asks once more. */
const lostAnswers = [
  { fault: "timeout-after", times: 3 },
  { fault: "timeout-before", times: 1 },
] as const

/** The acquirer does not answer before there is a card to charge. */
export function unavailableJourneys(world: World): void {
  it.each(languages)("no card can be entered while the acquirer is down, in %s", async (language) => {
    const payee = await world.payee({ language })
    const paymentId = await comesToCheck(payee)
    await world.stack().planFault({ operation: "prepare", fault: "500-before", payment_reference: paymentId })
    await payee.presses(payee.words.actions.continue)
    await payee.sees("cards_unavailable")
    await payee.reads(payee.says("No money has been taken", "Nid oes arian wedi cael ei gymryd"))
    await payee.presses(payee.words.card.tryAgain)
    await payee.sees("card")
    await payee.pays("£142.50", { number: cards.good })
    await payee.sees("complete")
    await expectPaidOnce(world, paymentId, 14_250)
  })
}
