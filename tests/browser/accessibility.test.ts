import { AxeBuilder } from "@axe-core/playwright"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { buildAssets } from "#tests/browser/built-assets.ts"
import type { PageServer } from "#tests/browser/page-server.ts"
import { servePages } from "#tests/browser/page-server.ts"
import { launchBrowser } from "#tests/support/browser.ts"
import { examples } from "#views/examples/examples.ts"

/** The rules of WCAG 2.2 A and AA, and axe's good practice besides. */
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
/** WCAG 1.4.10: content reflows at this width. */
const narrow = { width: 320, height: 640 }
const desktop = { width: 1100, height: 800 }
/** A page takes half a second; a busy machine gets a minute. */
const pageDeadlineMs = 60_000
/** WCAG 2.5.8: least size of a target, in CSS pixels. */
const targetPixels = 24

const pages = languages.flatMap((language) => examples.map(({ name }) => ({ language, name })))

let server: PageServer
let browser: Browser
let page: Page
let complaints: string[] = []

beforeAll(async () => {
  const assets = await buildAssets()
  server = await servePages(assets, (path) => {
    const [, language, name] = path.split("/")
    const example = examples.find((one) => one.name === name)
    return example && (language === "en" || language === "cy") ? example.render(language) : null
  })
  browser = await launchBrowser()
  page = await browser.newPage()
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text())
  })
  // Without the script the marked pages stay where they are: none is sent on or followed.
  await page.route("**/*.js", (route) => route.abort())
}, 120_000)

afterAll(async () => {
  await browser.close()
  await server.close()
})

async function open(language: string, name: string): Promise<void> {
  complaints = []
  await page.goto(`${server.origin}/${language}/${name}`)
}

describe.each(pages)("$name in $language", ({ language, name }) => {
  it(
    "passes axe and reflows",
    async () => {
      await page.setViewportSize(desktop)
      await open(language, name)
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(axeTags).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual(
        [],
      )
      expect(complaints.filter((text) => /policy/i.test(text))).toEqual([])

      await page.setViewportSize(narrow)
      expect(await sidewaysPixels(), "320 px").toBe(0)
      expect(await smallTargets()).toEqual([])
      await page.setViewportSize(desktop)
      await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"))
      expect(await sidewaysPixels(), "200% text").toBe(0)
    },
    pageDeadlineMs,
  )
})

/** How far the page can be scrolled sideways. */
function sidewaysPixels(): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Buttons, inputs and links outside sentences that are lower than a finger needs. */
function smallTargets(): Promise<string[]> {
  return page.evaluate((least) => {
    const targets = document.querySelectorAll<HTMLElement>("button, input:not([type=hidden]), a.govuk-button")
    const small = [...targets].filter((target) => {
      const { width, height } = target.getBoundingClientRect()
      return target.checkVisibility() && (width < least || height < least)
    })
    return small.map((target) => target.outerHTML)
  }, targetPixels)
}

describe("forced colours and paper", () => {
  it("keeps the radios' marks in forced colours", async () => {
    await page.emulateMedia({ forcedColors: "active" })
    await open("en", "amount-too-large")
    const [ring] = await page.$$eval(".govuk-radios__label", (labels) =>
      labels.map((label) => getComputedStyle(label, "::before").borderTopStyle),
    )
    expect(ring).toBe("solid")
    await page.emulateMedia({ forcedColors: "none" })
  })

  it("prints a receipt without switches and buttons", async () => {
    await open("en", "receipt")
    await page.emulateMedia({ media: "print" })
    expect(await page.locator(".govuk-language-navigation").isVisible()).toBe(false)
    expect(await page.locator(".govuk-summary-list").isVisible()).toBe(true)
    expect(await page.locator(".checkout-contact").isVisible()).toBe(true)
    await page.emulateMedia({ media: "screen" })
  })
})
