import { mkdtempSync, rmSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AxeBuilder } from "@axe-core/playwright"
import { createAdaptorServer } from "@hono/node-server"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readWidgetScript } from "#demo-site/backend/widget-script.ts"
import { buildTestSite, testPaymentId } from "#tests/demo-site/site.ts"
import { type StandIn, startStandIn } from "#tests/demo-site/stand-in-civic-pay.ts"
import { launchBrowser } from "#tests/support/browser.ts"
import { buildWidget } from "#widget/build-widget.ts"

/** A browser, an accessibility scan and a busy machine. */
const browserMilliseconds = 60_000

let browser: Browser
let standIn: StandIn
let site: ReturnType<typeof buildTestSite>
let server: ReturnType<typeof createAdaptorServer>
let url = ""

beforeAll(async () => {
  standIn = await startStandIn()
  site = buildTestSite(standIn.url)
  site.outside.webhooks.accept("evt_1", { type: "payment.captured", data: { payment_id: testPaymentId } })
  site.outside.webhooks.refuse("no_match", 12)
  server = createAdaptorServer({ fetch: site.app.fetch })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchBrowser()
}, browserMilliseconds)
afterAll(async () => {
  await browser?.close()
  server?.close()
  await standIn?.close()
})

const paths = [
  "/",
  "/council-tax",
  "/parking",
  "/garden-waste",
  "/invoice",
  "/test-cards",
  "/webhooks",
  `/return?payment=${testPaymentId}`,
  "/return",
]
const bothLanguages = paths.flatMap((path) => [path, `/cy${path}`])

async function withPage(options: Parameters<Browser["newContext"]>[0], look: (page: Page) => Promise<void>) {
  const context: BrowserContext = await browser.newContext(options)
  await look(await context.newPage())
  await context.close()
}

describe("in a browser", { timeout: browserMilliseconds }, () => {
  it.each(bothLanguages)("%s is accessible and fits 320 pixels", async (path) => {
    await withPage({ viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.goto(url + path)
      const result = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
        .analyze()
      expect(result.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
      await page.setViewportSize({ width: 320, height: 800 })
      for (const details of await page.locator("details").all()) {
        await details.evaluate((element) => element.setAttribute("open", ""))
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    })
  })

  it.each(paths)("no English is left in Welsh %s", async (path) => {
    await withPage({}, async (page) => {
      await page.goto(url + path)
      const english = await wordsOf(page)
      await page.goto(`${url}/cy${path}`)
      const welsh = await wordsOf(page)
      expect(welsh.length).toBeGreaterThan(20)
      expect(welsh.filter((words) => english.includes(words))).toEqual([])
    })
  })

  it("the form works without JavaScript", async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${url}/cy/council-tax`)
      await page.getByLabel("Rhif cyfrif Treth y Cyngor").fill("501234567")
      await page.getByRole("button", { name: "Parhau at daliad" }).click()
      await page.waitForURL(`${standIn.url}/cy/p/arwel-vale/council-tax?reference=501234567`)
    })
  })

  it("the empty element has its link without JavaScript", async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${url}/garden-waste`)
      await page.getByRole("link", { name: "Order garden waste collections" }).click()
      await page.waitForURL(`${standIn.url}/p/arwel-vale/garden-waste`)
    })
  })

  it("the policy lets our button lead to the checkout", async () => {
    await withPage({}, async (page) => {
      await page.goto(`${url}/invoice`)
      await page.getByLabel("River Hall, one day").check()
      await page.getByRole("button", { name: "Continue to payment" }).click()
      await page.waitForURL(`${standIn.url}/pay/*`)
    })
  })

  it("new webhooks appear by themselves", async () => {
    await withPage({}, async (page) => {
      await page.goto(`${url}/cy/webhooks`)
      site.outside.webhooks.accept("evt_new", { type: "refund.succeeded" })
      await page
        .locator("#live-list > li:first-child")
        .getByText("refund.succeeded", { exact: true })
        .waitFor()
      expect(await page.getByRole("status").textContent()).toContain(
        "Llofnod wedi'i ddilysu: refund.succeeded",
      )
      site.outside.webhooks.accept("evt_1", {})
      await page
        .locator("#live-list > li:first-child")
        .getByText("payment.captured", { exact: true })
        .waitFor()
      expect(await page.locator("#live-list").getByText("payment.captured", { exact: true }).count()).toBe(1)
    })
  })

  it("a test card is copied by its button", async () => {
    await withPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      await page.goto(`${url}/test-cards`)
      await page.getByRole("button", { name: "Copy 4000000000000002" }).click()
      await page.getByRole("status").getByText("Copied: 4000000000000002").waitFor()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("4000000000000002")
    })
  })

  it("the real widget runs under our policy", async () => {
    const folder = mkdtempSync(join(tmpdir(), "widget-"))
    await buildWidget(folder)
    const civicPay = await startStandIn(folder)
    const script = await readWidgetScript(civicPay.url)
    const { app } = buildTestSite(civicPay.url, { widget: () => script })
    const own = createAdaptorServer({ fetch: app.fetch })
    await new Promise<void>((listening) => own.listen(0, "127.0.0.1", listening))
    const ownUrl = `http://127.0.0.1:${(own.address() as AddressInfo).port}`
    const problems: string[] = []
    await withPage({}, async (page) => {
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()))
      page.on("pageerror", (error) => problems.push(error.message))
      for (const path of paths.slice(0, -1)) await page.goto(ownUrl + path)
      await page.goto(`${ownUrl}/cy/garden-waste`)
      await page.getByRole("link", { name: "Archebu casgliadau gwastraff gardd" }).click()
      await page.waitForURL(`${civicPay.url}/cy/p/arwel-vale/garden-waste`)
      await page.goto(`${ownUrl}/council-tax`)
      await page.getByLabel("Council Tax account number").fill("501234567")
      await page.keyboard.press("Enter")
      await page.waitForURL(`${civicPay.url}/p/arwel-vale/council-tax?reference=501234567`)
    })
    own.close()
    await civicPay.close()
    rmSync(folder, { recursive: true })
    expect(problems).toEqual([])
  })
})

/** Every text and label that a person reads, but for codes, names of languages and parts in the other language. */
function wordsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const words = [document.title]
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement
      if (!parent?.closest("code, script, noscript, [lang]:not(html)"))
        words.push(walker.currentNode.textContent ?? "")
    }
    for (const element of document.querySelectorAll("[aria-label], [alt], [title], [data-label], [label]")) {
      for (const name of ["aria-label", "alt", "title", "data-label", "label"])
        words.push(element.getAttribute(name) ?? "")
    }
    // Email, what the payment's own service wrote, and codes.
    const same = /^(helo@arwelvale\.example|Meeting room, half a day|[A-Z]{2}[\dA-Z]{7,}|FAULT .*)$/
    return words.map((text) => text.trim()).filter((text) => /\p{L}{2}/u.test(text) && !same.test(text))
  })
}
