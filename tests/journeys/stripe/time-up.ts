import { describe, expect, it } from "vitest"
import { languages, minuteMilliseconds } from "#domain/instant.ts"
import { leaveTime, letTimeRunOut } from "#tests/journeys/support/buyer.ts"
import { cards } from "#tests/journeys/support/cards.ts"
import { expectNotPaid, expectPaidOnce } from "#tests/journeys/support/money.ts"
import { comesToCard, comesToCheck } from "#tests/journeys/support/story.ts"
import type { World } from "#tests/journeys/support/world.ts"

/** Stripe keeps a page for half an hour at least, and its clock never goes back here: later pages need some life too. */
const pageLife = 32 * minuteMilliseconds

/** Somebody's time is up. To be told last: Stripe's clock goes on. */
export function timeUpJourneys(world: World): void {
  describe("time is up", () => {
    it("for the payment: nobody can pay on Stripe's page", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      await payee.till.opensForm()
      await letTimeRunOut(world.stack(), paymentId)
      const isOver = async () => {
        await payee.page.reload()
        return await payee.page.getByRole("heading", { level: 1 }).innerText()
      }
      await expect.poll(isOver, { timeout: 40_000, interval: 250 }).toBe("This payment page has expired")
      await payee.sees("stripe_expired")
      await payee.follows("Go back")
      await payee.sees("expired")
      await payee.reads(payee.words.closed.noMoney)
      await expectNotPaid(world, paymentId, { status: "failed P0020", type: "payment.expired" })
    })

    it("for Stripe's page: the payee gets another, in both languages", async () => {
      const payees = await Promise.all(languages.map((language) => world.payee({ language })))
      for (const payee of payees) {
        const paymentId = await comesToCheck(payee)
        await leaveTime(world.stack(), paymentId, pageLife)
        await payee.presses(payee.words.actions.continue)
        await payee.sees("card")
        await payee.till.opensForm()
      }
      await world.stack().steer("clock", { advance_ms: pageLife })
      for (const payee of payees) {
        await payee.page.reload()
        await payee.sees("stripe_expired")
        await payee.follows("Go back")
        await payee.sees("provider_time_up")
        await payee.reads(payee.words.declines.not_finished)
        await payee.reads(payee.words.closed.noMoney)
        await payee.presses(payee.words.actions.moreTime)
        await payee.presses(payee.words.actions.continue)
        await payee.sees("card")
        await payee.pays("£142.50", { number: cards.good })
        await payee.sees("complete")
        await expectPaidOnce(world, payee.paymentId(), 14_250)
      }
    })
  })
}
