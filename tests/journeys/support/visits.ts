import { AxeBuilder } from "@axe-core/playwright"
import type { Page } from "playwright-core"
import { expect } from "vitest"
import type { Language } from "#domain/instant.ts"
import { type PageName, pages } from "./pages.ts"

const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
/** WCAG 1.4.10: content reflows at this width. */
const narrow = { width: 320, height: 800 }

/** Which pages were seen and found accessible, in which language. */
export class Visits {
  readonly #checked = new Set<string>()

  /** Scans a page the first time that it is seen in a language, as it is and at the width of a small phone. */
  async check(page: Page, name: PageName, language: Language): Promise<void> {
    const visit = `${name} ${language}`
    if (this.#checked.has(visit)) return
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(axeTags).analyze()
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      `axe on ${visit}`,
    ).toEqual([])
    await expectToFit(page, visit)
    this.#checked.add(visit)
  }

  /** What nobody has seen yet. */
  missing(): string[] {
    const all = Object.keys(pages).flatMap((name) => [`${name} en`, `${name} cy`])
    return all.filter((visit) => !this.#checked.has(visit))
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
