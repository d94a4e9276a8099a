import { describe, expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { cards } from "./support/cards.ts"
import { expectNotPaid, expectPaidOnce } from "./support/money.ts"
import type { Payee } from "./support/payee.ts"
import { comesToCard } from "./support/story.ts"
import type { World } from "./support/world.ts"

const tryAnother = [
  "Your card was declined. Try another card",
  "Cafodd eich cerdyn ei wrthod. Rhowch gynnig ar gerdyn arall",
] as const
const checkDetails = [
  "Check your card details and try again",
  "Gwiriwch fanylion eich cerdyn a rhowch gynnig arall arni",
] as const
const tryLater = [
  "We cannot take cards now. Try later",
  "Ni allwn gymryd cardiau nawr. Rhowch gynnig arall arni wedyn",
] as const

/** What the payee is told of each card: never the bank's own reason. */
const told = [
  [cards.insufficientFunds, tryAnother],
  [cards.expired, checkDetails],
  [cards.wrongCode, checkDetails],
  [cards.processingError, tryLater],
] as const

/** The bank says no. */
export function declineJourneys(world: World): void {
  describe("a card is declined", () => {
    it("and another one pays", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      await isDeclined(payee, cards.declined, tryAnother)
      await payee.pays("£142.50", { number: cards.amex, code: "1234" })
      await payee.sees("complete")
      expect(await payee.summaryOf("Card")).toBe("American Express ending 0005")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("and another one pays where there is no script", async () => {
      const payee = await world.payee({ javaScript: "off" })
      const paymentId = await comesToCard(payee)
      await isDeclined(payee, cards.declined, tryAnother)
      await payee.pays("£142.50", { number: cards.good })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it.each(languages)("and the fifth ends the payment, in %s", async (language) => {
      const payee = await world.payee({ language })
      const paymentId = await comesToCard(payee)
      for (const [number, message] of told) await isDeclined(payee, number, message)
      await payee.pays("£142.50", { number: cards.lost })
      await payee.sees("declined")
      await payee.reads(payee.words.closed.noMoney)
      await expectNotPaid(world, paymentId, { status: "failed P0010", type: "payment.failed" })
    })
  })
}

async function isDeclined(payee: Payee, number: string, message: readonly [string, string]): Promise<void> {
  await payee.pays("£142.50", { number })
  await payee.sees("card_with_errors")
  expect(await payee.errors()).toEqual([[payee.says(...message), "#card-number"]])
  await payee.reads(payee.says("No money has been taken", "Nid oes arian wedi cael ei gymryd"))
}
