import type { Locator, Page } from "playwright-core"
import { expect } from "vitest"
import type { Urls } from "#commands/settings.ts"
import type { Language } from "#domain/instant.ts"
import type { CheckoutWords } from "#views/words/en.ts"
import { wordsIn } from "#views/words/words.ts"
import { OwnCardPage } from "./own-card-page.ts"
import { type Cards, type KnownPage, type PageName, pages, standsFor } from "./pages.ts"
import { StripesPage } from "./stripes-page.ts"
import type { CardTyped, Till } from "./till.ts"
import type { Visits } from "./visits.ts"

/** `blocked`: the browser runs script, but none of ours arrives. */
export type JavaScript = "on" | "off" | "blocked"

interface PayeeMeans {
  readonly language: Language
  readonly javaScript: JavaScript
  readonly cards: Cards
  readonly visits: Visits
  readonly urls: Urls
}

const tills: Readonly<Record<Cards, new (payee: Payee) => Till>> = {
  sandbox: OwnCardPage,
  stripe: StripesPage,
}

/** A person who pays: what they see, press and type, in their language. */
export class Payee {
  readonly page: Page
  readonly language: Language
  readonly hasScript: boolean
  readonly urls: Urls
  /** How the card is entered where this payee pays. */
  readonly till: Till
  readonly #means: PayeeMeans

  constructor(page: Page, means: PayeeMeans) {
    this.page = page
    this.language = means.language
    this.hasScript = means.javaScript === "on"
    this.urls = means.urls
    this.#means = means
    this.till = new tills[means.cards](this)
  }

  /** The checkout's words in the payee's language: names of buttons, links and fields. */
  get words(): CheckoutWords {
    return wordsIn[this.language]
  }

  /** The same sentence, in the payee's language. */
  says(en: string, cy: string): string {
    return this.language === "en" ? en : cy
  }

  /** The same of the acquirer's pages, which know only English where Stripe takes the card. */
  bankSays(en: string, cy: string): string {
    return this.#bankLanguage() === "en" ? en : cy
  }

  #bankLanguage(): Language {
    return this.#means.cards === "stripe" ? "en" : this.language
  }

  /** Another tab at the same address. */
  async otherTab(): Promise<Payee> {
    const page = await this.page.context().newPage()
    await page.goto(this.page.url())
    return new Payee(page, this.#means)
  }

  /** Goes on in the other language, by the link that every page has. */
  async switchesLanguage(): Promise<Payee> {
    await this.#goes(this.page.getByRole("link", { name: this.says("Cymraeg", "English"), exact: true }))
    return new Payee(this.page, { ...this.#means, language: this.language === "en" ? "cy" : "en" })
  }

  /** Opens an address of the council's site or the checkout, without its language prefix. */
  async opens(party: "demo" | "checkout", path: string): Promise<void> {
    const prefix = this.language === "cy" ? "/cy" : ""
    await this.page.goto(`${this.urls[party]}${prefix}${path}`)
  }

  /**
   * Waits for a page, or for what stands in its place where the card is entered elsewhere, and looks it over; the first
   * time also by all rules of accessibility.
   */
  async sees(expected: PageName): Promise<void> {
    const name = standsFor[this.#means.cards][expected] ?? expected
    await this.glimpses(name)
    const isBank = pages[name].party === "sandboxAcquirer"
    const language = isBank ? this.#bankLanguage() : this.language
    if (this.#means.javaScript !== "off") await this.#means.visits.check(this.page, name, language)
  }

  /** The same without the long look, for a page that moves on by itself. */
  async glimpses(name: PageName): Promise<void> {
    const known: KnownPage = pages[name]
    const { origin } = new URL(this.urls[known.party])
    await this.page.waitForURL((url) => url.origin === origin, { waitUntil: "domcontentloaded" })
    const language = known.party === "sandboxAcquirer" ? this.#bankLanguage() : this.language
    const heading = known.heading[language]
    const h1 = this.page.getByRole("heading", { level: 1 })
    // Where another page came instead, saying which one helps more than the time that ran out.
    await h1
      .filter({ hasText: heading })
      .waitFor()
      .catch(() => {})
    const texts = (await h1.allInnerTexts()).map((text) => text.trim())
    const shown = known.headingGoesOn ? texts.map((text) => text.slice(0, heading.length)) : texts
    expect(shown, this.page.url()).toEqual([heading])
    expect(await this.page.locator("html").getAttribute("lang")).toBe(language)
    const titleBegins = `${known.titleBegins?.[language] ?? ""}${heading}`
    expect((await this.page.title()).slice(0, titleBegins.length)).toBe(titleBegins)
    if (known.party !== "sandboxAcquirer") this.#expectOwnAddress()
    if (known.hasErrors) await this.#expectErrorList()
  }

  /** Every address of a Welsh journey is under `/cy`, and none of an English one. */
  #expectOwnAddress(): void {
    const { pathname } = new URL(this.page.url())
    expect(/^\/cy(\/|$)/.test(pathname), pathname).toBe(this.language === "cy")
  }

  async #expectErrorList(): Promise<void> {
    const list = this.page.locator("main > [data-error-summary]:first-child")
    expect(await list.getByRole("heading").innerText()).toBe(
      this.says("There is a problem", "Mae problem wedi codi"),
    )
    if (this.hasScript)
      expect(await list.evaluate((element) => element === document.activeElement)).toBe(true)
  }

  /** What the list of errors says, and the id of the input that each line leads to. */
  async errors(): Promise<[message: string, field: string][]> {
    const links = await this.page.locator("[data-error-summary] li a").all()
    return await Promise.all(
      links.map(
        async (link) => [await link.innerText(), await link.getAttribute("href")] as [string, string],
      ),
    )
  }

  /** Waits until the page says this. */
  async reads(text: string): Promise<void> {
    await this.page.locator("main").getByText(text, { exact: true }).first().waitFor()
  }

  /** The value beside a key of the page's summary. */
  async summaryOf(key: string): Promise<string> {
    const row = this.page.locator(".govuk-summary-list__row", {
      has: this.page.getByText(key, { exact: true }),
    })
    return (await row.locator(".govuk-summary-list__value").innerText()).trim()
  }

  async presses(name: string): Promise<void> {
    await this.#goes(this.page.locator("main").getByRole("button", { name, exact: true }))
  }

  /** Two presses as quick as a hand can; what comes of them is for `sees`. */
  async pressesTwice(name: string): Promise<void> {
    await this.page.locator("main").getByRole("button", { name, exact: true }).dblclick()
  }

  async follows(name: string): Promise<void> {
    await this.#goes(this.page.locator("main").getByRole("link", { name, exact: true }))
  }

  /** Until the next document is there: what stands on the old page is then no longer mistaken for it. */
  async #goes(control: Locator): Promise<void> {
    const next = this.page.waitForEvent("domcontentloaded")
    await control.click()
    await next
  }

  async types(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).fill(text)
  }

  /** Fills the whole card form, whose fields have these labels. */
  async typesCard(labels: Readonly<Record<keyof CardTyped, string>>, card: CardTyped): Promise<void> {
    await this.types(labels.number, card.number)
    await this.types(labels.month, card.month ?? "10")
    await this.types(labels.year, card.year ?? "34")
    await this.types(labels.name, card.name ?? "Mair Llwyd")
    await this.types(labels.code, card.code ?? "123")
  }

  /** Pays with a card, from the page "card" or what stands in its place. */
  async pays(amount: string, card: CardTyped): Promise<void> {
    await this.till.opensForm()
    await this.paysAgain(amount, card)
  }

  /** The same on a card form that stands open, as after a card that was refused. */
  async paysAgain(amount: string, card: CardTyped): Promise<void> {
    await this.till.types(card)
    await this.till.sends(amount)
  }

  /** The id of the payment whose page is open: the first half of its address's secret. */
  paymentId(): string {
    const id = /\/pay\/([0-9a-v]{26})[0-9a-v]{26}/.exec(this.page.url())?.[1]
    if (id === undefined) throw new Error(`no payment at ${this.page.url()}`)
    return id
  }

  /** The payment's own address in the payee's language, to come back to. */
  paymentPath(): string {
    return new URL(this.page.url()).pathname.replace(/^\/cy/, "").split("/").slice(0, 3).join("/")
  }
}
