import { expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { cards } from "./support/cards.ts"
import { expectNotPaid, expectPaidOnce } from "./support/money.ts"
import { comesToCard } from "./support/story.ts"
import type { Refused } from "./support/till.ts"
import type { PayeeOptions, World } from "./support/world.ts"

/** Cards that a bank refuses, and what the payee is told of each: on our page never the bank's own reason. */
export const refusedCards: readonly (readonly [number: string, why: Refused])[] = [
  [cards.insufficientFunds, { own: "declined", stripe: "Your card has insufficient funds." }],
  [cards.expired, { own: "check_details", stripe: "Your card has expired." }],
  [cards.wrongCode, { own: "check_details", stripe: "Your card's security code is incorrect." }],
  [cards.processingError, { own: "unavailable", stripe: "An error occurred while processing your card." }],
]

const declined: Refused = { own: "declined", stripe: "Your card was declined." }

const ways: readonly (readonly [string, PayeeOptions])[] = [
  ["with script", {}],
  ["without script", { javaScript: "off" }],
  ["in Welsh on a phone", { language: "cy", device: "phone" }],
]

/** The bank says no, and yes to another card. */
export function declineJourneys(world: World): void {
  it.each(ways)("a card is declined, and another one pays, %s", async (_way, options) => {
    const payee = await world.payee(options)
    const paymentId = await comesToCard(payee)
    await payee.pays("£142.50", { number: cards.declined })
    await payee.till.isRefused(declined)
    await payee.paysAgain("£142.50", { number: cards.amex, code: "1234" })
    await payee.sees("complete")
    expect(await payee.summaryOf(payee.words.summary.card)).toBe(
      payee.says("American Express ending 0005", "American Express yn gorffen â 0005"),
    )
    await expectPaidOnce(world, paymentId, 14_250)
  })
}

/** The bank says no, five times. */
export function lastDeclineJourneys(world: World): void {
  it.each(languages)("the fifth card that is declined ends the payment, in %s", async (language) => {
    const payee = await world.payee({ language })
    const paymentId = await comesToCard(payee)
    for (const [number, why] of refusedCards) {
      await payee.pays("£142.50", { number })
      await payee.till.isRefused(why)
    }
    await payee.pays("£142.50", { number: cards.lost })
    await payee.sees("declined")
    await payee.reads(payee.words.closed.noMoney)
    await expectNotPaid(world, paymentId, { status: "failed P0010", type: "payment.failed" })
  })
}
