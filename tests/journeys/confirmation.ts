import { describe, it } from "vitest"
import { cards } from "./support/cards.ts"
import { expectPaidOnce } from "./support/money.ts"
import type { Payee } from "./support/payee.ts"
import { comesToCard, continuesTo, seesPaid } from "./support/story.ts"
import type { World } from "./support/world.ts"

const pay = "Pay £142.50"

/** The page on which the payee confirms a card, where no script presses on. */
export function confirmationJourneys(world: World): void {
  describe("a card that was entered", () => {
    it("is charged once when the confirmation is reloaded", async () => {
      const payee = await world.payee({ javaScript: "blocked" })
      const paymentId = await comesToConfirm(payee)
      await payee.page.context().unroute("**/*.js")
      await payee.page.reload()
      await payee.sees("confirm")
      await payee.presses(pay)
      await payee.sees("complete")
      await payee.page.goBack()
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("is charged once when two tabs confirm it", async () => {
      const payee = await world.payee({ javaScript: "off" })
      const paymentId = await comesToConfirm(payee)
      const other = await payee.otherTab()
      await Promise.all([payee.presses(pay), other.presses(pay)])
      await seesPaid(payee)
      await seesPaid(other)
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("is entered again by those who went Back", async () => {
      const payee = await world.payee({ javaScript: "off" })
      const paymentId = await comesToConfirm(payee)
      await payee.page.goBack()
      await payee.sees("card")
      await payee.till.types({ number: cards.mastercard })
      await payee.presses(pay)
      await payee.reads(payee.words.card.notReady)
      await continuesTo(payee, "card")
      await payee.pays("£142.50", { number: cards.mastercard })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })
}

/** A good card typed where no script presses on. */
async function comesToConfirm(payee: Payee): Promise<string> {
  const paymentId = await comesToCard(payee)
  await payee.till.types({ number: cards.good })
  await payee.presses(pay)
  await payee.sees("confirm")
  await payee.reads("You are paying with the card ending 4242.")
  return paymentId
}
