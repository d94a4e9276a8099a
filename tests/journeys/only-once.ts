import { describe, expect, it } from "vitest"
import { cards } from "./support/cards.ts"
import { expectPaidOnce } from "./support/money.ts"
import type { Payee } from "./support/payee.ts"
import { comesToCard, comesToCheck, continuesTo } from "./support/story.ts"
import type { World } from "./support/world.ts"

const pay = "Pay £142.50"

/** However often it is pressed, it is paid once. */
export function onlyOnceJourneys(world: World): void {
  describe("one charge", () => {
    it("when Pay is pressed twice", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      await payee.typesCard({ number: cards.good })
      await payee.page.getByRole("button", { name: pay }).dblclick()
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when the confirmation is pressed twice without script", async () => {
      const payee = await world.payee({ javaScript: "off" })
      const paymentId = await comesToConfirm(payee)
      await payee.page.getByRole("button", { name: pay }).dblclick()
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when the payee goes Back after paying", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      await payee.pays("£142.50", { number: cards.good })
      await payee.sees("complete")
      await payee.page.goBack()
      await payee.sees("complete")
      await payee.page.goBack()
      await payee.sees("complete")
      await payee.page.goBack()
      await payee.sees("amount")
      await payee.page.getByLabel("Another amount").check()
      await payee.types("Amount in pounds", "142.50")
      await continuesTo(payee, "complete")
      expect(payee.paymentId()).toBe(paymentId)
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when the confirmation is reloaded", async () => {
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

    it("when two tabs confirm the same card", async () => {
      const payee = await world.payee({ javaScript: "off" })
      const paymentId = await comesToConfirm(payee)
      const other = await payee.otherTab()
      await Promise.all([payee.presses(pay), other.presses(pay)])
      await seesPaid(payee)
      await seesPaid(other)
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when two tabs enter a card each", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      const other = await payee.otherTab()
      await payee.pays("£142.50", { number: cards.good })
      await payee.sees("complete")
      await other.pays("£142.50", { number: cards.mastercard })
      await other.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when two tabs choose the amount", async () => {
      const payee = await world.payee()
      await comesToCheck(payee)
      const paymentId = payee.paymentId()
      await payee.page.goBack()
      await payee.sees("amount")
      const other = await payee.otherTab()
      await other.page.getByLabel("Another amount").check()
      await other.types("Amount in pounds", "142.50")
      await continuesTo(other, "check")
      expect(other.paymentId()).toBe(paymentId)
      await continuesTo(other, "card")
      await other.pays("£142.50", { number: cards.good })
      await other.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })

  describe("a card that was entered and not confirmed", () => {
    it("is entered again by those who went Back", async () => {
      const payee = await world.payee({ javaScript: "off" })
      const paymentId = await comesToConfirm(payee)
      await payee.page.goBack()
      await payee.sees("card")
      await payee.typesCard({ number: cards.mastercard })
      await payee.presses(pay)
      await payee.reads("Continue to enter your card details.")
      await continuesTo(payee, "card")
      await payee.pays("£142.50", { number: cards.mastercard })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })
}

/** The one of two that comes second may find the charge under way: then it looks again. */
async function seesPaid(payee: Payee): Promise<void> {
  await expect
    .poll(
      async () => {
        await payee.page.reload()
        return await payee.page.getByRole("heading", { level: 1 }).innerText()
      },
      { timeout: 20_000, interval: 250 },
    )
    .toBe("Payment complete")
}

/** A good card typed where no script presses on. */
async function comesToConfirm(payee: Payee): Promise<string> {
  const paymentId = await comesToCard(payee)
  await payee.typesCard({ number: cards.good })
  await payee.presses(payee.words.actions.pay("£142.50"))
  await payee.sees("confirm")
  await payee.reads("You are paying with the card ending 4242.")
  return paymentId
}
