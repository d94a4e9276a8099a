import { AxeBuilder } from "@axe-core/playwright"
import type { Page } from "playwright-core"
import { expect } from "vitest"
import type { Language } from "#domain/instant.ts"
import { type Cards, type PageName, pagesSeen } from "./pages.ts"

const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
/** WCAG 1.4.10: content reflows at this width. */
const narrow = { width: 320, height: 800 }

/** What is the same in both languages: amounts, names of languages and of the product, addresses and codes. */
const inBothLanguages =
  /^([\W\d_]*|English|Cymraeg|Civic Pay|.*@[\w.-]+|FAULT [\w -]+|[A-Z\d]{4}-[A-Z\d]{4}-[A-Z\d]{4}|[A-Z]{2}[\dA-Z]{7,})$/

/** Which pages were seen and found accessible, in which language, and what they said. */
export class Visits {
  readonly #checked = new Set<string>()
  readonly #texts = new Map<string, readonly string[]>()
  readonly #wanted: readonly string[]

  /** Looks over the pages that are a world's own, or may say something else in it. */
  constructor(cards: Cards) {
    const [both, english] = pagesSeen[cards]
    this.#wanted = [
      ...both.flatMap((name) => [`${name} en`, `${name} cy`]),
      ...english.map((name) => `${name} en`),
    ]
  }

  /** Scans a page the first time that it is seen in a language, as it is and at the width of a small phone. */
  async check(page: Page, name: PageName, language: Language): Promise<void> {
    const visit = `${name} ${language}`
    if (this.#checked.has(visit) || !this.#wanted.includes(visit)) return
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(axeTags).analyze()
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      `axe on ${visit}`,
    ).toEqual([])
    this.#texts.set(visit, await textsOf(page))
    await expectToFit(page, visit)
    this.#checked.add(visit)
  }

  /** Sentences that a Welsh page shares with its English twin: somebody forgot to translate them. */
  untranslated(): string[] {
    const welsh = this.#wanted.filter((visit) => visit.endsWith(" cy"))
    return welsh.flatMap((visit) => {
      const english = new Set(this.#texts.get(visit.replace(/cy$/, "en")))
      const same = this.#texts.get(visit)?.filter((text) => english.has(text)) ?? []
      return same.filter((text) => !inBothLanguages.test(text)).map((text) => `${visit}: ${text}`)
    })
  }

  /** What nobody has seen yet. */
  missing(): string[] {
    return this.#wanted.filter((visit) => !this.#checked.has(visit))
  }
}

async function expectToFit(page: Page, visit: string): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize(narrow)
  const sideways = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  if (before) await page.setViewportSize(before)
  expect(sideways, `${visit} at 320 px`).toBe(0)
}

/** Every text that a person reads or hears, but for code and what is marked as being in another language. */
function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
    const texts: string[] = []
    while (walker.nextNode()) {
      const isOwn = !walker.currentNode.parentElement?.closest("code, script, noscript, [lang]:not(html)")
      if (isOwn) texts.push(walker.currentNode.textContent?.trim() ?? "")
    }
    for (const name of [
      "aria-label",
      "alt",
      "title",
      "data-label",
      "data-waiting",
      "data-stopped",
      "data-wait",
    ]) {
      for (const element of document.querySelectorAll(`[${name}]`))
        texts.push(element.getAttribute(name) ?? "")
    }
    return texts
  })
}
