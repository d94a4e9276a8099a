import { expect, it } from "vitest"
import type { World } from "./support/world.ts"

/** What is judged when all stories are told. */
export function judgedJourneys(world: World): void {
  it("every payment was made where this world takes cards", async () => {
    const rows = await world.stack().sql<{ taker: string }[]>`
      SELECT DISTINCT split_part(acquirer, '_', 1) AS taker FROM payment`
    expect(rows.map(({ taker }) => taker)).toEqual([world.cards])
  })

  it("the council was told of every payment once, and believed it", async () => {
    const payee = await world.payee()
    await payee.opens("demo", "/webhooks")
    await payee.glimpses("webhooks")
    for (const { paymentId, type } of world.told) {
      const entry = payee.page
        .locator("#live-list > li", { hasText: paymentId })
        .filter({ has: payee.page.getByRole("heading", { name: `Signature verified ${type}`, exact: true }) })
      await entry.first().waitFor()
      expect(await entry.count()).toBe(1)
    }
    expect(await payee.page.locator("li.is-refused").count()).toBe(0)
  })

  it("every page was seen in every language that it speaks, found accessible, and fits a small phone", () => {
    expect(world.visits.missing()).toEqual([])
  })

  it("no English was left in Welsh", () => {
    expect(world.visits.untranslated()).toEqual([])
  })
}
