import { AxeBuilder } from "@axe-core/playwright"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fieldErrors } from "#sandbox-acquirer/stripe/pages/card-page.ts"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"
import { launchBrowser } from "#tests/support/browser.ts"

/** Starting a browser, and unpacking it the first time. */
const browserMilliseconds = 180_000
const pageMilliseconds = 60_000

let sandbox: StripeSandbox
let browser: Browser
beforeAll(async () => {
  sandbox = await startStripeSandbox()
  browser = await launchBrowser()
}, browserMilliseconds)
afterAll(async () => {
  await browser?.close()
  await sandbox.close()
})

async function open(url: string | null, javaScriptEnabled = true) {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 320, height: 700 } })
  const page = await context.newPage()
  await page.goto(url ?? "missing:")
  return page
}

it("has one message for each field", () => {
  expect(fieldErrors(["card_number.luhn", "expiry.past"])).toEqual({
    card_number: "Check the card number: it has a mistake",
    expiry: "The card has expired",
  })
})

describe("the page in a browser", () => {
  it(
    "without script, pays and comes back to the caller",
    async () => {
      const session = await sandbox.createSession({
        success_url: `${sandbox.url}/back?of={CHECKOUT_SESSION_ID}`,
      })
      const page = await open(session.url, false)
      await page.getByLabel("Card number").fill("4000 0000 0000 3220")
      await page.getByLabel("Month").fill("12")
      await page.getByLabel("Year").fill("40")
      await page.getByLabel("Security code").fill("123")
      await page.getByLabel("Name on card").fill("A Tester")
      await page.getByRole("button", { name: "Pay £182.40" }).click()
      await page.getByRole("button", { name: "Approve" }).click()
      await page.getByRole("button", { name: "Continue" }).click()
      expect(page.url()).toBe(`${sandbox.url}/back?of=${session.id}`)
      await page.context().close()
    },
    pageMilliseconds,
  )

  it(
    "is accessible, empty, mistyped, refused and over, and fits a narrow screen",
    async () => {
      const [fresh, refused, paid] = [
        await sandbox.createSession(),
        await sandbox.createSession(),
        await sandbox.createSession(),
      ]
      await sandbox.submitCard(refused, { card_number: "4000000000000002" })
      await sandbox.submitCard(paid)
      const mistyped = await open(fresh.url)
      await mistyped.getByRole("button", { name: "Pay £182.40" }).click()
      await mistyped.getByText("There is a problem").waitFor()
      const over = `${sandbox.url}/c/pay/${paid.id}`
      for (const page of [await open(fresh.url), mistyped, await open(refused.url), await open(over)]) {
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id }) => id)).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
        await page.context().close()
      }
    },
    pageMilliseconds,
  )
})
