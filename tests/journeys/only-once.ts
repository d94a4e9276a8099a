import { describe, expect, it } from "vitest"
import { cards } from "./support/cards.ts"
import { expectPaidOnce } from "./support/money.ts"
import { pages } from "./support/pages.ts"
import type { Payee } from "./support/payee.ts"
import { comesToCard, comesToCheck, continuesTo, seesPaid } from "./support/story.ts"
import type { World } from "./support/world.ts"

/** However often it is pressed, it is paid once. */
export function onlyOnceJourneys(world: World): void {
  describe("one charge", () => {
    it.each(["on", "off"] as const)("when every button is pressed twice, script %s", async (javaScript) => {
      const payee = await world.payee({ javaScript })
      const paymentId = await comesToCard(payee)
      await payee.till.paysWithDoublePresses("£142.50", { number: cards.good })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when the payee goes Back after paying", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      await payee.pays("£142.50", { number: cards.good })
      await payee.sees("complete")
      await goesBackToAmount(payee)
      await payee.page.getByLabel("Another amount").check()
      await payee.types("Amount in pounds", "142.50")
      await continuesTo(payee, "complete")
      expect(payee.paymentId()).toBe(paymentId)
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when two tabs enter a card each, one after the other", async () => {
      const [payee, other, paymentId] = await openTwoForms(world)
      await payee.paysAgain("£142.50", { number: cards.good })
      await payee.sees("complete")
      await other.paysAgain("£142.50", { number: cards.mastercard })
      await other.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("when two tabs enter a card each, at the same time", async () => {
      const [payee, other, paymentId] = await openTwoForms(world)
      await payee.till.types({ number: cards.good })
      await other.till.types({ number: cards.mastercard })
      await Promise.all([payee.till.sends("£142.50"), other.till.sends("£142.50")])
      await seesPaid(payee)
      await seesPaid(other)
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
}

/** One payment's card form in two tabs. */
async function openTwoForms(world: World): Promise<[one: Payee, other: Payee, paymentId: string]> {
  const payee = await world.payee()
  const paymentId = await comesToCard(payee)
  const other = await payee.otherTab()
  await payee.till.opensForm()
  await other.till.opensForm()
  return [payee, other, paymentId]
}

/** The pages between the end and the amount: check, card, and the acquirer's own. */
const mostPagesBack = 5

/** Every page on the way says that it is paid. */
async function goesBackToAmount(payee: Payee): Promise<void> {
  const paid = [pages.complete.heading.en, pages.stripe_paid.heading.en]
  const headings: string[] = []
  for (let press = 0; press < mostPagesBack && headings.at(-1) !== pages.amount.heading.en; press += 1) {
    await payee.page.goBack()
    headings.push(await payee.page.getByRole("heading", { level: 1 }).innerText())
  }
  await payee.sees("amount")
  expect(headings.length).toBeGreaterThan(2)
  expect(headings.slice(0, -1).filter((heading) => !paid.includes(heading))).toEqual([])
}
