import { setTimeout as pause } from "node:timers/promises"
import type { Shown } from "#tests/journeys/crash/plain-browser.ts"
import { formOf, headingOf, PlainBrowser } from "#tests/journeys/crash/plain-browser.ts"
import { wordsIn } from "#views/words/words.ts"

/** What a payee does on the way. */
export interface PayeeWish {
  /** In the order in which they are tried; the last one again and again. */
  readonly cards: readonly string[]
  readonly cardholder: string
  /** How often the last button is pressed at once. */
  readonly presses: number
  /** Where the payee goes away, or cancels. */
  readonly leavesAt: "card" | "bank" | null
  readonly cancels: boolean
  /** The page that ends the way, besides those of a payment that was closed. */
  readonly goal: "complete" | "approved"
  /** When patience ends. */
  readonly until: number
}

/** Where the way ended. `lost`: patience ended first. */
export type PayeeEnd = "complete" | "approved" | "closed" | "left" | "lost"

const words = wordsIn.en
const closedHeadings: readonly string[] = [
  words.closed.declined,
  words.closed.expired,
  words.closed.cancelled_by_payee,
  words.closed.cancelled_by_service,
  words.closed.failed,
]

/** One page of a stuck connection is given up after this. */
const pagePatience = 12_000
const rest = 1_000

/** Walks a payment's pages as they come, opening its address again whenever the network fails. */
export async function walk(payUrl: string, wish: PayeeWish): Promise<PayeeEnd> {
  const browser = new PlainBrowser()
  let presses = 0
  const press = async (
    shown: Shown,
    ending: string | RegExp,
    typed: Readonly<Record<string, string>> = {},
  ) => {
    const { action, fields } = formOf(shown, ending)
    presses += 1
    const pressed = Array.from({ length: wish.presses }, () =>
      answered(browser.posts(action, { ...fields, ...typed })),
    )
    return (await Promise.all(pressed))[0] ?? null
  }
  let page: Shown | null = null
  while (Date.now() < wish.until) {
    page ??= await answered(browser.opens(payUrl))
    const end = page && endOf(page, wish)
    if (end) return end
    const step = page && nextStep(page)
    if (!page || !step) {
      page = null
      await pause(rest)
      continue
    }
    const shown = page
    switch (step) {
      case "check":
        page = await answered(browser.submits(shown, wish.cancels ? "/cancellation" : "/card"))
        break
      case "card":
        if (wish.leavesAt === "card") return "left"
        page = await answered(browser.submits(shown, /\/card-entries\//, cardOf(wish, presses)))
        break
      case "confirmation":
        page = await press(shown, "/confirmation")
        break
      case "to_acquirer":
        page = await answered(browser.submits(shown, "/provider"))
        break
      case "acquirers_card":
        if (wish.leavesAt === "card") return "left"
        page = await press(shown, acquirersPage, cardOf(wish, presses))
        break
      case "from_bank":
        page = await answered(browser.submits(shown, "/checked"))
        break
      case "bank":
        if (wish.leavesAt === "bank") return "left"
        page = await answered(browser.submits(shown, /\/challenges\//, { decision: "approve" }))
        break
      case "back":
        page = await answered(browser.submits(shown, "/challenge"))
        break
      case "onward":
        page = await answered(browser.opens(onwardAddress(shown) ?? payUrl))
        break
    }
  }
  return "lost"
}

function endOf(page: Shown, wish: PayeeWish): PayeeEnd | null {
  const heading = headingOf(page)
  if (heading === words.complete.heading) return "complete"
  if (heading === words.approved.heading && wish.goal === "approved") return "approved"
  return closedHeadings.includes(heading) ? "closed" : null
}

/** The acquirer's own page, where it has one. */
const acquirersPage = /\/c\/pay\/[^/]+$/

const steps = [
  ["confirmation", /\/confirmation$/],
  ["to_acquirer", /\/provider$/],
  ["acquirers_card", acquirersPage],
  ["from_bank", /\/checked$/],
  ["card", /\/card-entries\//],
  ["bank", /\/challenges\//],
  ["back", /\/challenge$/],
  ["check", /\/card$/],
] as const
type Step = (typeof steps)[number][0] | "onward"

/** What the page asks for; null where it only tells, or is a fault. */
function nextStep(page: Shown): Step | null {
  if (page.status >= 500) return null
  const found = steps.find(([, ending]) => hasForm(page, ending))
  if (found) return found[0]
  return onwardAddress(page) === null ? null : "onward"
}

function hasForm(page: Shown, ending: RegExp): boolean {
  try {
    formOf(page, ending)
    return true
  } catch {
    return false
  }
}

/** The bank's page, or the acquirer's, that waits for the payee. */
function onwardAddress(page: Shown): string | null {
  return /<a\b[^>]*\bhref="([^"]*\/(?:challenges|c\/pay)\/[^"]*)"/.exec(page.html)?.[1] ?? null
}

function cardOf(wish: PayeeWish, presses: number) {
  return {
    card_number: wish.cards[Math.min(presses, wish.cards.length - 1)] ?? "",
    expiry_month: "10",
    expiry_year: "34",
    cvc: "123",
    cardholder_name: wish.cardholder,
  }
}

/** The page; null where the network failed or took too long: nobody knows what has become of the request. */
async function answered(showing: Promise<Shown>): Promise<Shown | null> {
  const timer = new AbortController()
  const tooLong = pause(pagePatience, null, { signal: timer.signal }).catch(() => null)
  const page = await Promise.race([showing.catch(() => null), tooLong])
  timer.abort()
  return page
}
