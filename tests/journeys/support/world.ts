import { type Browser, type BrowserContext, type ConsoleMessage, devices } from "playwright-core"
import { afterAll, afterEach, beforeAll, expect } from "vitest"
import type { Language } from "#domain/instant.ts"
import { launchBrowser } from "#tests/support/browser.ts"
import { type LocalStack, startLocalStack } from "./local-stack.ts"
import type { Cards } from "./pages.ts"
import { type JavaScript, Payee } from "./payee.ts"
import { Visits } from "./visits.ts"

/** How a payee comes. */
export interface PayeeOptions {
  readonly language?: Language
  readonly javaScript?: JavaScript
  /** A phone of ordinary size, by touch. */
  readonly device?: "desktop" | "phone"
  /** Complaints of the browser that belong to the story. */
  readonly expects?: RegExp
}

/** Everything that journeys share: the four running processes, one browser, and what is judged at the end. */
export interface World {
  /** Where its payees enter their cards. */
  readonly cards: Cards
  readonly stack: () => LocalStack
  readonly visits: Visits
  /** What the council must be told, once each. Webhooks come a second later: they are looked for at the end. */
  readonly told: { readonly paymentId: string; readonly type: string }[]
  /** A person with a fresh browser window. It is closed, and its complaints are judged, after the test. */
  readonly payee: (options?: PayeeOptions) => Promise<Payee>
}

/** Shorter than the 8 s that a payee waits on one page, so that an unknown outcome is seen soon. */
const acquirerTimeoutSeconds = "6"
/** A page of ours takes well under a second; a busy machine gets more, and a sweep of the worker comes every 10 s. */
const patienceMs = 40_000
const desktop = { viewport: { width: 1280, height: 900 } }

const demoAcquirers: Readonly<Record<Cards, string>> = { sandbox: "sandbox", stripe: "stripe-sandbox" }

/** Starts everything once for the test file that calls it, and stops it at the end, whatever happened. */
export function openWorld(cards: Cards): World {
  let stack: LocalStack | undefined
  let browser: Browser | undefined
  let open: { context: BrowserContext; complaints: string[] }[] = []
  const visits = new Visits(cards)

  beforeAll(async () => {
    const starting = await Promise.allSettled([
      startLocalStack({
        ACQUIRER_TIMEOUT_SECONDS: acquirerTimeoutSeconds,
        DEMO_ACQUIRER: demoAcquirers[cards],
      }),
      launchBrowser(),
    ])
    if (starting[0].status === "fulfilled") stack = starting[0].value
    if (starting[1].status === "fulfilled") browser = starting[1].value
    for (const one of starting) if (one.status === "rejected") throw one.reason
  })
  afterEach(async () => {
    const closing = open
    open = []
    await Promise.all(closing.map(({ context }) => context.close()))
    expect(closing.flatMap(({ complaints }) => complaints)).toEqual([])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), stack?.stop()])
  })

  return {
    cards,
    stack: () => present(stack),
    visits,
    told: [],
    payee: async (options = {}) => {
      const { language = "en", javaScript = "on", device = "desktop" } = options
      const context = await present(browser).newContext({
        ...(device === "phone" ? devices["Pixel 7"] : desktop),
        javaScriptEnabled: javaScript !== "off",
        // The council's and our own times are London's, wherever the payee is.
        timezoneId: "America/New_York",
      })
      context.setDefaultTimeout(patienceMs)
      if (javaScript === "blocked") await context.route("**/*.js", (route) => route.abort())
      const blocked = javaScript === "blocked" ? /ERR_FAILED.*\.js/ : undefined
      open.push({ context, complaints: listen(context, options.expects ?? blocked) })
      const page = await context.newPage()
      return new Payee(page, { language, javaScript, cards, visits, urls: present(stack).urls })
    },
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the world is not open")
  return value
}

/** Collects what the browser complains of: errors, failed scripts, and whatever a content security policy refused. */
function listen(context: BrowserContext, expected: RegExp | undefined): string[] {
  const complaints: string[] = []
  const add = (text: string) => {
    if (!expected?.test(text)) complaints.push(text)
  }
  context.on("console", (message) => {
    if (message.type() === "error" && !isOurAnswer(message)) {
      add(`${message.text()} (${message.location().url})`)
    }
  })
  context.on("weberror", (error) => add(String(error.error())))
  return complaints
}

/** Chromium calls a page that answers 404 or 422 a failed resource. A missing file of a page is another matter. */
function isOurAnswer(message: ConsoleMessage): boolean {
  const isRefusal = /^Failed to load resource: .* status of (403|404|410|422) /.test(message.text())
  return isRefusal && !/\/(assets|w)\//.test(message.location().url)
}
