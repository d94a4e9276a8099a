import { describe, expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { cards } from "./support/cards.ts"
import { cancelledByPayee, expectNotPaid, expectPaidOnce } from "./support/money.ts"
import type { Payee } from "./support/payee.ts"
import { account, choosesAnotherAmount, comesToCheck, continuesTo } from "./support/story.ts"
import type { World } from "./support/world.ts"

type Sentence = readonly [en: string, cy: string]

/** What is wrong with a reference, and what the payee reads of it. */
const wrongReferences: readonly (readonly [typed: string, message: Sentence])[] = [
  ["", ["Enter your account number", "Rhowch eich rhif cyfrif"]],
  [
    "401234567",
    [
      "Account number must be 9 digits starting with 5",
      "Rhaid i'r rhif cyfrif fod yn 9 digid sy'n dechrau gyda 5",
    ],
  ],
  [
    "501234568",
    [
      "Check the account number. A digit may be wrong",
      "Gwiriwch y rhif cyfrif. Efallai fod digid yn anghywir",
    ],
  ],
  [
    "512345672",
    [
      "We cannot find that account number. Check your bill",
      "Ni allwn ddod o hyd i'r rhif cyfrif hwnnw. Gwiriwch eich bil",
    ],
  ],
]

const wrongAmounts: readonly (readonly [typed: string, message: Sentence])[] = [
  ["", ["Enter the amount you want to pay", "Rhowch y swm rydych am ei dalu"]],
  ["lots", ["Amount must be in pounds and pence", "Rhaid i'r swm fod mewn punnoedd a cheiniogau"]],
  ["0.99", ["Amount must be £1.00 or more", "Rhaid i'r swm fod yn £1.00 neu fwy"]],
  ["£1,459.21", ["Amount must be £1,459.20 or less", "Rhaid i'r swm fod yn £1,459.20 neu lai"]],
]

/** Finding the account, choosing the amount, and changing one's mind. */
export function referenceJourneys(world: World): void {
  describe.each(languages)("the account and the amount, in %s", (language) => {
    it("a wrong reference is told and put right", async () => {
      const payee = await world.payee({ language })
      await payee.opens("checkout", "/p/arwel-vale/council-tax")
      for (const [typed, message] of wrongReferences) {
        await typesReference(payee, typed)
        await payee.sees("start_with_errors")
        expect(await payee.errors()).toEqual([[payee.says(...message), "#reference"]])
        expect(await payee.page.locator("#reference").inputValue()).toBe(typed)
      }
      await typesReference(payee, "4242 4242 4242 4242")
      await payee.sees("start_with_errors")
      expect(await payee.page.locator("#reference").inputValue()).toBe("")
      await typesReference(payee, "501 234-567/001")
      await payee.sees("amount")
      await payee.reads(
        payee.says("Council Tax account number: 501234567", "Rhif cyfrif Treth y Cyngor: 501234567"),
      )
    })

    it("a stopped account and a paid one say so", async () => {
      const payee = await world.payee({ language })
      await payee.opens("checkout", "/p/arwel-vale/council-tax")
      await typesReference(payee, "533698027")
      await payee.sees("account_stopped")
      await payee.follows(payee.words.accountRefused.other)
      await payee.sees("start_council_tax")
      await typesReference(payee, "570982632")
      await payee.sees("account_paid")
      await payee.reads(payee.says("This account is paid in full.", "Mae'r cyfrif hwn wedi'i dalu'n llawn."))
    })

    it("a wrong amount is told and put right", async () => {
      const payee = await world.payee({ language })
      await comesToAmount(payee)
      await payee.presses(payee.words.actions.continue)
      await payee.sees("amount_with_errors")
      expect(await payee.errors()).toEqual([
        [payee.says("Select how much you want to pay", "Dewiswch faint rydych am ei dalu"), "#choice"],
      ])
      await payee.page.getByLabel(payee.words.amount.other, { exact: true }).check()
      for (const [typed, message] of wrongAmounts) {
        await payee.types(payee.words.amount.label, typed)
        await payee.presses(payee.words.actions.continue)
        await payee.sees("amount_with_errors")
        expect(await payee.errors()).toEqual([[payee.says(...message), "#amount"]])
      }
      await choosesAnotherAmount(payee, "£1,459.19")
      expect(await payee.summaryOf(payee.words.summary.total)).toBe("£1,459.19")
    })
  })

  describe("the payee changes their mind", () => {
    it("about the amount, and only the last one is paid", async () => {
      const payee = await world.payee()
      await comesToAmount(payee)
      await payee.page.getByLabel("Full balance").check()
      await continuesTo(payee, "check")
      expect(await payee.summaryOf("Total")).toBe("£1,459.20")
      const before = payee.paymentId()
      await payee.follows("Change the amount")
      await payee.sees("amount")
      await payee.page.getByLabel("Instalment due").check()
      await continuesTo(payee, "check")
      expect(await payee.summaryOf("Total")).toBe("£182.40")
      const paymentId = payee.paymentId()
      await continuesTo(payee, "card")
      await payee.pays("£182.40", { number: cards.good })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 18_240)
      await expectNotPaid(world, before, cancelledByPayee)
    })

    it("about the account", async () => {
      const payee = await world.payee()
      await comesToCheck(payee)
      await payee.follows("Change the account reference")
      await payee.sees("start_council_tax")
      await typesReference(payee, "570982632")
      await payee.sees("account_paid")
    })

    it("about paying at all", async () => {
      const payee = await world.payee({ language: "cy" })
      const paymentId = await comesToCheck(payee)
      await continuesTo(payee, "card")
      await payee.presses("Canslo'r taliad")
      await payee.sees("cancelled_by_payee")
      await payee.reads("Nid oes arian wedi cael ei gymryd")
      await expectNotPaid(world, paymentId, cancelledByPayee)
      await payee.follows("Dechrau eto")
      await payee.sees("start_council_tax")
    })

    it("about the time they need", async () => {
      const payee = await world.payee({ javaScript: "off" })
      await comesToCheck(payee)
      await payee.page.getByText(/^You have until \d\d:\d\d( on .*)?$/).waitFor()
      await payee.presses("Get more time")
      await payee.sees("check")
      await payee.page.getByText(/^You have until \d\d:\d\d on \d+ \w+ \d{4}$/).waitFor()
    })

    it("about the language", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCheck(payee)
      const inWelsh = await payee.switchesLanguage()
      await inWelsh.sees("check")
      await continuesTo(inWelsh, "card")
      await inWelsh.pays("£142.50", { number: cards.good })
      await inWelsh.sees("complete")
      await inWelsh.follows("Gweld neu argraffu eich derbynneb")
      await inWelsh.sees("receipt")
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })
}

async function typesReference(payee: Payee, reference: string): Promise<void> {
  await payee.types(payee.says("Council Tax account number", "Rhif cyfrif Treth y Cyngor"), reference)
  await payee.presses(payee.words.actions.continue)
}

async function comesToAmount(payee: Payee): Promise<void> {
  await payee.opens("checkout", `/p/arwel-vale/council-tax?reference=${account}`)
  await continuesTo(payee, "amount")
}
