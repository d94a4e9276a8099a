import { describe, expect, it } from "vitest"
import { arwelValeServices } from "#checkout-server/demo-council/arwel-vale.ts"
import { penaltyAmount } from "#domain/amounts/penalty.ts"
import { priceOn } from "#domain/amounts/season.ts"
import { instant, languages, londonDay } from "#domain/instant.ts"
import { exactPence, formatPounds } from "#domain/money.ts"
import { cards } from "./support/cards.ts"
import { expectPaidOnce } from "./support/money.ts"
import type { Payee } from "./support/payee.ts"
import { continuesTo } from "./support/story.ts"
import type { World } from "./support/world.ts"

/** The council's other payment pages: an amount by date, and a price by number. */
export function serviceJourneys(world: World): void {
  describe.each(languages)("the other services, in %s", (language) => {
    it("a parking penalty costs what it costs today", async () => {
      const payee = await world.payee({ language })
      await payee.opens("demo", "/parking")
      await payee.sees("parking")
      await payee.follows(payee.says("Continue to payment", "Parhau at daliad"))
      await payee.sees("start_parking")
      await typesPenalty(payee, "AV99 ZZZ")
      expect(await payee.errors()).toEqual([
        [
          payee.says("Registration does not match this PCN", "Nid yw'r rhif yn cyfateb i'r HTC"),
          "#registration",
        ],
      ])
      await typesPenalty(payee, "ar26vle")
      await payee.sees("check")
      await payee.page
        .getByText(
          payee.says(
            "Paying ends your right to challenge this PCN",
            "Mae talu'n dod â'ch hawl i herio'r HTC hwn i ben",
          ),
        )
        .waitFor()
      const due = penaltyDue()
      const paymentId = payee.paymentId()
      expect(await payee.summaryOf(payee.words.summary.total)).toBe(formatPounds(due))
      await continuesTo(payee, "card")
      await payee.pays(formatPounds(due), { number: cards.good })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, due)
    })

    it("garden waste is paid by the bin", async () => {
      const payee = await world.payee({ language })
      await payee.opens("demo", "/garden-waste")
      await payee.sees("garden_waste")
      await payee.follows(payee.says("Order garden waste collections", "Archebu casgliadau gwastraff gardd"))
      await payee.sees("start_garden_waste")
      await payee.types(payee.says("Garden waste reference", "Cyfeirnod gwastraff gardd"), "gw24 kx7mt")
      await continuesTo(payee, "quantity")
      await typesBins(payee, "7")
      await payee.sees("quantity_with_errors")
      expect(await payee.errors()).toEqual([
        [payee.says("Enter a whole number from 1 to 6", "Rhowch rif cyfan o 1 i 6"), "#quantity"],
      ])
      await typesBins(payee, "3")
      await payee.sees("check")
      const due = exactPence(3 * binPrice())
      const paymentId = payee.paymentId()
      expect(await payee.summaryOf(payee.words.summary.quantity)).toBe("3")
      expect(await payee.summaryOf(payee.words.summary.total)).toBe(formatPounds(due))
      await continuesTo(payee, "card")
      await payee.pays(formatPounds(due), { number: cards.good })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, due)
    })
  })
}

async function typesPenalty(payee: Payee, registration: string): Promise<void> {
  await payee.types(payee.says("PCN number", "Rhif yr HTC"), "AV00123455")
  await payee.types(payee.says("Vehicle registration", "Rhif cofrestru'r cerbyd"), registration)
  await payee.presses(payee.words.actions.continue)
}

async function typesBins(payee: Payee, bins: string): Promise<void> {
  await payee.page.locator("#quantity").fill(bins)
  await payee.presses(payee.words.actions.continue)
}

const today = londonDay(instant(Date.now()))

/** Half of £70 to 23 November 2026, then all of it. */
function penaltyDue() {
  const service = arwelValeServices.find(({ slug }) => slug === "parking-penalty")
  const facts = service?.accounts.find(({ reference }) => reference === "AV00123455")?.penalty
  if (service?.amount.kind !== "by_date" || !facts) throw new Error("no such penalty")
  return penaltyAmount(facts, service.amount, today).amount
}

/** £56 from January, £46 from July. */
function binPrice() {
  const service = arwelValeServices.find(({ slug }) => slug === "garden-waste")
  if (service?.amount.kind !== "quantity") throw new Error("no such price")
  return priceOn(service.amount.prices, today)
}
