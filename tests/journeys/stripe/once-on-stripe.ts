import { describe, expect, it } from "vitest"
import { cards } from "#tests/journeys/support/cards.ts"
import { expectPaidOnce } from "#tests/journeys/support/money.ts"
import { comesToCard } from "#tests/journeys/support/story.ts"
import type { World } from "#tests/journeys/support/world.ts"

/** However often it is pressed, it is paid once. */
export function onceOnStripeJourneys(world: World): void {
  describe("one charge on Stripe's page", () => {
    it.each(["on", "off"] as const)("when every button is pressed twice, script %s", async (javaScript) => {
      const payee = await world.payee({ javaScript })
      const paymentId = await comesToCard(payee)
      await payee.page.getByRole("button", { name: "Continue to Stripe" }).dblclick()
      await payee.sees("stripe_card")
      await payee.typesCard({ number: cards.good })
      await payee.page.getByRole("button", { name: "Pay £142.50" }).dblclick()
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when two tabs pay at the same time", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      const other = await payee.otherTab()
      await payee.goesToStripe()
      await other.goesToStripe()
      expect(other.page.url()).toBe(payee.page.url())
      await payee.typesCard({ number: cards.good })
      await other.typesCard({ number: cards.mastercard })
      await Promise.all([payee.presses("Pay £142.50"), other.presses("Pay £142.50")])
      await payee.sees("complete")
      await other.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when the payee goes Back after paying", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      await payee.pays("£142.50", { number: cards.good })
      await payee.sees("complete")
      await payee.page.goBack()
      await payee.sees("stripe_paid")
      await payee.follows("Continue")
      await payee.sees("complete")
      await payee.page.goBack()
      await payee.page.goBack()
      await payee.sees("complete")
      expect(payee.paymentId()).toBe(paymentId)
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })
}
