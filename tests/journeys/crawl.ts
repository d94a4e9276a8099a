import { describe, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { cards } from "./support/cards.ts"
import type { Payee } from "./support/payee.ts"
import { comesToCard, comesToCheck } from "./support/story.ts"
import type { World } from "./support/world.ts"

/** What the stories left out. */
export function crawlJourneys(world: World): void {
  describe.each(languages)("pages that no story needs, in %s", (language) => {
    it("the council's own", async () => {
      const payee = await world.payee({ language })
      await payee.opens("demo", "/test-cards")
      await payee.sees("test_cards")
      await payee.opens("demo", "/return")
      await payee.sees("returned_unknown")
      await payee.opens("demo", "/nowhere")
      await payee.sees("demo_not_found")
    })

    it("addresses that lead nowhere", async () => {
      const payee = await world.payee({ language })
      await payee.opens("checkout", "/nowhere")
      await payee.sees("not_found")
      await payee.opens("checkout", "/p/arwel-vale/nowhere")
      await payee.sees("not_found")
      await payee.opens("checkout", `/pay/${"0".repeat(52)}`)
      await payee.sees("link_not_valid")
    })

    it("a form sent by another site", async () => {
      const payee = await world.payee({ language })
      await comesToCheck(payee)
      const path = payee.paymentPath()
      const cancel = `${new URL(payee.page.url()).href}/cancellation`
      await payee.opens("demo", "/")
      await postsTo(payee, cancel)
      await payee.sees("blocked")
      await payee.opens("checkout", path)
      await payee.sees("check")
    })

    it("the steps that script skips", async () => {
      const payee = await world.payee({ language, javaScript: "blocked" })
      await comesToCard(payee)
      const path = payee.paymentPath()
      await payee.pays("£142.50", { number: cards.challenge })
      await payee.sees("bank_challenge")
      const bank = payee.page.url()
      await payee.opens("checkout", path)
      await payee.sees("challenge")
      await payee.till.returnsToBank()
      await payee.presses(payee.bankSays("Approve", "Cymeradwyo"))
      await payee.sees("bank_answered")
      await payee.page.goto(bank)
      await payee.sees("bank_over")
      await payee.presses(payee.bankSays("Continue", "Parhau"))
      await payee.sees("complete")
    })
  })
}

/** What a page of another site can make a browser do. */
async function postsTo(payee: Payee, address: string): Promise<void> {
  const next = payee.page.waitForEvent("domcontentloaded")
  await payee.page.evaluate((action) => {
    const form = document.createElement("form")
    form.method = "post"
    form.action = action
    document.body.append(form)
    form.submit()
  }, address)
  await next
}
