import { describe, expect, it } from "vitest"
import { cards } from "./support/cards.ts"
import { pressesKey, tabsTo } from "./support/keyboard.ts"
import { expectPaidOnce } from "./support/money.ts"
import type { Payee } from "./support/payee.ts"
import { account, bringsCouncilTaxBill, choosesAnotherAmount, continuesTo } from "./support/story.ts"
import type { PayeeOptions, World } from "./support/world.ts"

const ways: readonly (readonly [string, PayeeOptions])[] = [
  ["with script", {}],
  ["without script", { javaScript: "off" }],
  ["in Welsh", { language: "cy" }],
  ["in Welsh without script", { language: "cy", javaScript: "off" }],
  ["on a phone", { device: "phone" }],
]

/** The story that this product is for: a bill, a card, a receipt, and the council knows. */
export function councilTaxJourneys(world: World): void {
  describe("£142.50 of Council Tax is paid", () => {
    it.each(ways)("%s", async (_way, options) => {
      const payee = await world.payee(options)
      await bringsCouncilTaxBill(payee)
      await choosesAnotherAmount(payee, "142.50")
      await expectCheck(payee)
      await continuesTo(payee, "card")
      const paymentId = payee.paymentId()
      await payee.pays("£142.50", { number: cards.good })
      await payee.sees("complete")
      await expectReceipt(payee)
      await payee.follows(goBack(payee))
      await payee.sees("returned_paid")
      await payee.reads("£142.50")
      await payee.reads(paymentId)
      await expectPaidOnce(world, paymentId, 14_250)
      await expectWebhookOnPage(payee, paymentId)
    })

    it("by keyboard alone", async () => {
      const payee = await world.payee()
      await payee.opens("checkout", `/p/arwel-vale/council-tax?reference=${account}`)
      await payee.sees("start_council_tax")
      await tabsTo(payee, "#reference")
      await pressesKey(payee, "Enter")
      await payee.sees("amount")
      await tabsTo(payee, "#choice")
      await payee.page.keyboard.press("ArrowUp")
      expect(await payee.page.getByLabel("Another amount").isChecked()).toBe(true)
      await tabsTo(payee, "#amount")
      await payee.page.keyboard.type("142.50")
      await pressesKey(payee, "Enter")
      await payee.sees("check")
      const paymentId = payee.paymentId()
      await tabsTo(payee, "form[action$='/card'] button")
      await pressesKey(payee, "Space")
      await payee.sees("card")
      await payee.till.paysByKeyboard(cards.good)
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })
}

/** It comes within a second or two, and appears by itself; without script the page is loaded again. */
async function expectWebhookOnPage(payee: Payee, paymentId: string): Promise<void> {
  await payee.opens("demo", "/webhooks")
  await payee.sees("webhooks")
  const entry = payee.page
    .locator("#live-list > li", { hasText: paymentId })
    .filter({ hasText: "payment.captured" })
    .filter({ hasText: payee.says("Signature verified", "Llofnod wedi'i ddilysu") })
  const isThere = async () => {
    if (!payee.hasScript) await payee.page.reload()
    return await entry.count()
  }
  await expect.poll(isThere, { timeout: 20_000, interval: 250 }).toBe(1)
}

async function expectCheck(payee: Payee): Promise<void> {
  const { summary } = payee.words
  expect(await payee.summaryOf(summary.organisation)).toBe(
    payee.says("Arwel Vale County Borough Council", "Cyngor Bwrdeistref Sirol Dyffryn Arwel"),
  )
  expect(await payee.summaryOf(summary.service)).toBe(payee.says("Council Tax", "Treth y Cyngor"))
  expect(await payee.summaryOf(payee.says("Council Tax account number", "Rhif cyfrif Treth y Cyngor"))).toBe(
    account,
  )
  expect(await payee.summaryOf(summary.total)).toBe("£142.50")
}

/** The receipt says again what the last page said, and can be kept. */
async function expectReceipt(payee: Payee): Promise<void> {
  const { summary, complete, receipt } = payee.words
  const number = await payee.page.locator(".govuk-panel strong").innerText()
  expect(number).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/)
  await payee.follows(complete.viewReceipt)
  await payee.sees("receipt")
  expect(await payee.summaryOf(receipt.number)).toBe(number)
  expect(await payee.summaryOf(summary.total)).toBe("£142.50")
  expect(await payee.summaryOf(summary.card)).toBe(payee.says("Visa ending 4242", "Visa yn gorffen â 4242"))
  await payee.page.goBack()
  await payee.sees("complete")
}

function goBack(payee: Payee): string {
  return payee.says("Go back to the service: Council Tax", "Mynd yn ôl i'r gwasanaeth: Treth y Cyngor")
}
