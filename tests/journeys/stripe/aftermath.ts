import { describe, expect, it } from "vitest"
import { capturePayment, createPayment, refundPayment } from "#tests/journeys/support/buyer.ts"
import { cards } from "#tests/journeys/support/cards.ts"
import { balancesOf, effectsOf, expectPaidOnce, statusInApi } from "#tests/journeys/support/money.ts"
import type { Payee } from "#tests/journeys/support/payee.ts"
import type { World } from "#tests/journeys/support/world.ts"

const soon = { timeout: 20_000, interval: 250 }

/** What becomes of money that Stripe holds. */
export function aftermathJourneys(world: World): void {
  describe("after Stripe's page", () => {
    it("an approved payment is taken by the council, and some of it sent back", async () => {
      const payee = await world.payee()
      const id = await paysOrder(world, payee, true)
      await payee.sees("approved")
      await capturePayment(world.stack(), id)
      await expect.poll(() => statusInApi(world.stack(), id), soon).toBe("success")
      await refundPayment(world.stack(), id, 1000)
      const balances = () => balancesOf(world.stack(), id)
      await expect.poll(balances, soon).toEqual({ acquirer_receivable: 1400, buyer_payable: -1400 })
      expect(await effectsOf(world.stack(), id)).toEqual(["charge 2400", "capture 2400", "refund 1000"])
      for (const type of ["payment.capturable", "payment.captured", "refund.succeeded"])
        world.told.push({ paymentId: id, type })
    })

    it("a payment is disputed, and the bank finds for the council", async () => {
      const payee = await world.payee({ language: "cy" })
      const paymentId = await paysOrder(world, payee, false)
      await payee.sees("returned_unknown")
      await expectPaidOnce(world, paymentId, 2400)
      await world.stack().steer("disputes", { reference: paymentId })
      await expect.poll(() => disputesOf(world, paymentId), soon).toEqual(["needs_response"])
      await expect(refundPayment(world.stack(), paymentId, 100)).rejects.toThrow("answered 400")
      await world.stack().steer(`disputes/${await idOfDispute(world, paymentId)}`, { status: "won" })
      await expect.poll(() => disputesOf(world, paymentId), soon).toEqual(["won"])
      const even = { acquirer_receivable: 2400, buyer_payable: -2400 }
      expect(await balancesOf(world.stack(), paymentId)).toEqual(even)
      const lines = ["payment 2400", "dispute -2400", "dispute_won 2400"]
      expect(await linesOf(world, paymentId)).toEqual(lines)
      for (const type of ["dispute.opened", "dispute.closed"]) world.told.push({ paymentId, type })
    })
  })
}

async function paysOrder(world: World, payee: Payee, isDelayed: boolean): Promise<string> {
  const { language } = payee
  const { id, nextUrl } = await createPayment(world.stack(), { language, delayed_capture: isDelayed })
  await payee.page.goto(nextUrl)
  await payee.sees("check")
  await payee.presses(payee.words.actions.continue)
  await payee.sees("card")
  await payee.pays("£24.00", { number: cards.good })
  return id
}

/** How a payment's disputes stand here. */
async function disputesOf(world: World, paymentId: string): Promise<unknown[]> {
  const rows = await world.stack().sql`SELECT state FROM dispute WHERE payment_id = ${paymentId}`
  return rows.map((row) => row["state"])
}

/** What the acquirer's books say of a payment. */
async function linesOf(world: World, paymentId: string): Promise<string[]> {
  const rows = await world.stack().sql`
    SELECT l.kind, l.gross FROM sandbox_acquirer.settlement_line l
    JOIN sandbox_acquirer.payment p ON p.id = l.payment_id
    WHERE p.reference = ${paymentId} ORDER BY l.occurred_at, l.id`
  return rows.map((row) => `${row["kind"]} ${row["gross"]}`)
}

/** The acquirer's own id of a payment's dispute. */
async function idOfDispute(world: World, paymentId: string): Promise<string> {
  const [row] = await world.stack()
    .sql`SELECT acquirer_dispute_id FROM dispute WHERE payment_id = ${paymentId}`
  return String(row?.["acquirer_dispute_id"])
}
