import { describe, expect, it } from "vitest"
import { cards } from "./support/cards.ts"
import { cancelledByPayee, effectsOf, expectNotPaid, expectPaidOnce, statusInApi } from "./support/money.ts"
import type { Payee } from "./support/payee.ts"
import { comesToCard } from "./support/story.ts"
import type { Refused } from "./support/till.ts"
import type { World } from "./support/world.ts"

/** The worker looks every second or less; a busy machine gets more. */
const soon = { timeout: 20_000, interval: 250 }

const notConfirmed: Refused = {
  own: "not_authenticated",
  stripe: "Your bank could not confirm that it was you.",
}

const approve = (payee: Payee) => payee.bankSays("Approve", "Cymeradwyo")
const decline = (payee: Payee) => payee.bankSays("Decline", "Gwrthod")

/** The bank asks the cardholder. */
export function challengeJourneys(world: World): void {
  describe("the bank checks that it is the cardholder", () => {
    it("and the payment goes on when they approve", async () => {
      const payee = await world.payee()
      const paymentId = await comesToBank(payee)
      await payee.presses(approve(payee))
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("and each step is pressed where there is no script", async () => {
      const payee = await world.payee({ javaScript: "off" })
      const paymentId = await comesToBank(payee)
      await payee.presses(approve(payee))
      await payee.sees("bank_answered")
      await payee.presses("Continue")
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("and the payment is settled when they approve and never come back", async () => {
      const payee = await world.payee({ javaScript: "blocked" })
      const paymentId = await comesToBank(payee)
      const bank = payee.page.url()
      await payee.presses(approve(payee))
      await payee.sees("bank_answered")
      await payee.page.goto(bank)
      await payee.sees("bank_over")
      await expect.poll(() => statusInApi(world.stack(), paymentId), soon).toBe("success")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("and nothing is taken when they cancel instead", async () => {
      const payee = await world.payee({ language: "cy" })
      const paymentId = await comesToBank(payee)
      const bank = payee.page.url()
      await leavesBank(payee)
      await payee.presses(payee.words.actions.cancel)
      await payee.sees("cancelled_by_payee")
      await payee.reads(payee.words.closed.noMoney)
      await expectNotPaid(world, paymentId, cancelledByPayee)
      // The worker has let go of the bank's payment by now, or does so soon: approving it late must not charge.
      await expect.poll(() => isOver(payee, bank), soon).toBe(true)
      expect(await effectsOf(world.stack(), paymentId)).toEqual([])
    })

    it("and another card pays when they decline", async () => {
      const payee = await world.payee({ language: "cy" })
      const paymentId = await comesToBank(payee)
      await payee.presses(decline(payee))
      await payee.till.isRefused(notConfirmed)
      await payee.paysAgain("£142.50", { number: cards.mastercard })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("and waits for those who went away", async () => {
      const payee = await world.payee()
      const paymentId = await comesToBank(payee)
      await leavesBank(payee)
      await payee.till.returnsToBank()
      await payee.presses(approve(payee))
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })
}

/** The paths of the payments whose payee stands at the bank, by payment id. */
const paymentPaths = new Map<Payee, string>()

async function comesToBank(payee: Payee): Promise<string> {
  const paymentId = await comesToCard(payee)
  paymentPaths.set(payee, payee.paymentPath())
  await payee.pays("£142.50", { number: cards.challenge })
  await payee.sees("bank_challenge")
  return paymentId
}

async function leavesBank(payee: Payee): Promise<void> {
  await payee.opens("checkout", paymentPaths.get(payee) ?? "")
  await payee.sees("challenge")
}

async function isOver(payee: Payee, bank: string): Promise<boolean> {
  const over = payee.bankSays("This check is over", "Mae'r gwiriad hwn ar ben")
  await payee.page.goto(bank)
  return (await payee.page.getByRole("heading", { level: 1 }).innerText()) === over
}
