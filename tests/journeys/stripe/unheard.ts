import { describe, expect, it } from "vitest"
import { cards } from "#tests/journeys/support/cards.ts"
import { effectsOf, expectPaidOnce, statusInApi } from "#tests/journeys/support/money.ts"
import type { Payee } from "#tests/journeys/support/payee.ts"
import { comesToCard } from "#tests/journeys/support/story.ts"
import type { World } from "#tests/journeys/support/world.ts"

/** A start of the checkout, and a second try of a notification after it. */
const soon = { timeout: 40_000, interval: 250 }

/** Paid on Stripe's page, and the payee does not bring the news. */
export function unheardJourneys(world: World): void {
  describe("a payee who paid and never came back", () => {
    it("is found by the notification", async () => {
      const payee = await world.payee()
      const paymentId = await comesToCard(payee)
      await payee.till.opensForm()
      await paysAndVanishes(payee, "Mair Llwyd")
      await expect.poll(() => statusInApi(world.stack(), paymentId), soon).toBe("success")
      expect(await doorsOf(world, paymentId)).not.toContain("payee")
      expect(await noticesOf(world, paymentId)).not.toEqual([])
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("is found by the sweep where no notification comes", async () => {
      const payee = await world.payee({ language: "cy" })
      const paymentId = await comesToCard(payee)
      await payee.till.opensForm()
      await paysAndVanishes(payee, "FAULT authorise notify-never")
      expect(await statusInApi(world.stack(), paymentId)).toBe("started")
      await letSweepBeDue(world, paymentId)
      await expect.poll(() => statusInApi(world.stack(), paymentId), soon).toBe("success")
      expect(await doorsOf(world, paymentId)).toEqual(["job"])
      expect(await noticesOf(world, paymentId)).toEqual([])
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })

  it("the checkout is killed while the payee is on Stripe's page", async () => {
    const payee = await world.payee({ expects: /ERR_CONNECTION_REFUSED/ })
    const { checkout } = world.stack().processes
    const paymentId = await comesToCard(payee)
    const path = payee.paymentPath()
    await payee.till.opensForm()
    await payee.till.types({ number: cards.good })
    const before = checkout.pid()
    checkout.kill("SIGKILL")
    await payee.page.getByRole("button", { name: "Pay £142.50" }).click({ noWaitAfter: true })
    await expect.poll(() => effectsOf(world.stack(), paymentId), soon).toEqual(["charge 14250"])
    await expect.poll(() => checkout.pid() ?? before, soon).not.toBe(before)
    await checkout.ready()
    await payee.opens("checkout", `${path}/return`)
    await payee.sees("complete")
    await expectPaidOnce(world, paymentId, 14_250)
  })
}

/** The card is sent, and the payee's connection breaks before Stripe's page can send them back. */
async function paysAndVanishes(payee: Payee, name: string): Promise<void> {
  const response = await payee.page.request.post(payee.page.url(), {
    form: {
      card_number: cards.good,
      expiry_month: "10",
      expiry_year: "34",
      cvc: "123",
      cardholder_name: name,
    },
    maxRedirects: 0,
  })
  expect(response.status()).toBe(303)
  await payee.page.close()
}

/** The first look comes a minute after the payee left: it is made due here, as time would make it. */
async function letSweepBeDue(world: World, paymentId: string): Promise<void> {
  await world.stack().sql`
    UPDATE operation SET next_sync_at = now() WHERE payment_id = ${paymentId} AND state = 'awaiting_payee'`
}

/** Through which doors the payment was found paid. */
async function doorsOf(world: World, paymentId: string): Promise<unknown[]> {
  const rows = await world.stack().sql`
    SELECT door FROM payment_event WHERE payment_id = ${paymentId} AND to_state = 'captured'`
  return rows.map((row) => row["door"])
}

/** The notifications of the payment that came in. */
async function noticesOf(world: World, paymentId: string): Promise<unknown[]> {
  const rows = await world.stack().sql`
    SELECT event_id FROM acquirer_notification JOIN acquirer_object USING (external_id)
    WHERE payment_id = ${paymentId}`
  return rows.map((row) => row["event_id"])
}
