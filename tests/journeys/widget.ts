import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import type { Payee } from "./support/payee.ts"
import { account } from "./support/story.ts"
import type { World } from "./support/world.ts"

/** The council's pages when the checkout's script does not run. */
export function widgetJourneys(world: World): void {
  describe("the council's link and form lead to the payment page", () => {
    it("when the script is blocked", async () => {
      const payee = await world.payee({ expects: /ERR_FAILED.*\/w\// })
      await payee.page.route("**/w/**", (route) => route.abort())
      await expectWays(payee)
    })

    it("when the script is not the one that the page expects", async () => {
      const payee = await world.payee({ expects: /'integrity' attribute/ })
      await payee.page.route("**/w/**", (route) =>
        route.fulfill({
          contentType: "text/javascript",
          headers: { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" },
          body: "document.forms[0].action = 'http://127.0.0.1:1/'",
        }),
      )
      await expectWays(payee)
    })
  })

  it("the element guards the form against a second press", async () => {
    const payee = await world.payee()
    await payee.opens("demo", "/council-tax")
    await payee.page.locator("civic-pay:defined").waitFor()
    const asked = countRequests(payee.page, "/p/arwel-vale/council-tax")
    await payee.types("Council Tax account number", account)
    await payee.page.getByRole("button", { name: "Continue to payment" }).dblclick()
    await payee.sees("start_council_tax")
    expect(asked()).toBe(1)
  })
}

async function expectWays(payee: Payee): Promise<void> {
  await payee.opens("demo", "/council-tax")
  expect(await isDefined(payee.page)).toBe(false)
  await payee.types("Council Tax account number", account)
  await payee.presses("Continue to payment")
  await payee.sees("start_council_tax")
  expect(await payee.page.locator("#reference").inputValue()).toBe(account)
  await payee.opens("demo", "/parking")
  await payee.follows("Continue to payment")
  await payee.sees("start_parking")
  await payee.opens("demo", "/garden-waste")
  await payee.follows("go straight to the payment page")
  await payee.sees("start_garden_waste")
}

function isDefined(page: Page): Promise<boolean> {
  return page.evaluate(() => customElements.get("civic-pay") !== undefined)
}

function countRequests(page: Page, path: string): () => number {
  let count = 0
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === path) count += 1
  })
  return () => count
}
