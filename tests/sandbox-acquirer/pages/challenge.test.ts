import { AxeBuilder } from "@axe-core/playwright"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { launchBrowser } from "#tests/support/browser.ts"

/** Starting a browser, and unpacking it the first time. */
const browserMilliseconds = 180_000
const pageMilliseconds = 60_000

let sandbox: ListeningSandbox
let browser: Browser
beforeAll(async () => {
  sandbox = await startTestSandbox()
  browser = await launchBrowser()
}, browserMilliseconds)
afterAll(async () => {
  await browser?.close()
  await sandbox.close()
})

/** A challenge whose way back is a page of the sandbox itself, since a browser must find somebody there. */
async function challengeUrl(language: string): Promise<string> {
  const challenge_return_url = `${sandbox.url}/back`
  const { reply } = await sandbox.pay({ card_number: "4000000000003220" }, { language, challenge_return_url })
  return reply.body.challenge_url ?? ""
}

async function violations(page: Page): Promise<string[]> {
  return (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)
}

async function open(options: { javaScriptEnabled: boolean }): Promise<Page> {
  const context = await browser.newContext({ ...options, viewport: { width: 320, height: 700 } })
  return context.newPage()
}

describe("the challenge in a browser", () => {
  it.each([
    ["en", "Approve", "Continue"],
    ["cy", "Cymeradwyo", "Parhau"],
  ])(
    "without script, accessible at each step in %s",
    async (language, approve, proceed) => {
      const page = await open({ javaScriptEnabled: false })
      // Axe itself needs script: it looks at the same page in a window that has it.
      const url = await challengeUrl(language)
      await page.goto(url)
      await page.getByRole("button", { name: approve }).click()
      await page.getByRole("button", { name: proceed }).click()
      expect(page.url()).toBe(`${sandbox.url}/back`)
      await page.context().close()

      const scripted = await open({ javaScriptEnabled: true })
      for (const address of [await challengeUrl(language), url, `${sandbox.url}/nowhere`]) {
        await scripted.goto(address)
        expect(await violations(scripted)).toEqual([])
        const sideways = await scripted.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        expect(sideways).toBe(false)
      }
      await scripted.context().close()
    },
    pageMilliseconds,
  )

  it(
    "with script Continue presses itself",
    async () => {
      const page = await open({ javaScriptEnabled: true })
      await page.goto(await challengeUrl("en"))
      const posted = page.waitForRequest((request) => request.url() === `${sandbox.url}/back`)
      await page.getByRole("button", { name: "Decline" }).click()
      expect((await posted).method()).toBe("POST")
      expect((await posted).postData()).toMatch(/^challenge=chl_[a-z2-7]{26}$/)
      await page.context().close()
    },
    pageMilliseconds,
  )
})
