import type { CrashStack } from "./crash-stack.ts"
import type { Shown } from "./plain-browser.ts"
import { formOf, PlainBrowser } from "./plain-browser.ts"

/** A payee who stands before the last press. */
export interface AtConfirmation {
  readonly browser: PlainBrowser
  readonly payment: { readonly id: string; readonly amount: number }
  /** Where the last press goes, and what it sends. */
  readonly confirmation: { readonly action: string; readonly fields: Readonly<Record<string, string>> }
  readonly page: Shown
}

const goodCard = {
  card_number: "4444333322221111",
  expiry_month: "10",
  expiry_year: "34",
  cvc: "123",
  cardholder_name: "A Payee",
}

/** From the payment page over reference, amount and check to the card form, for an amount in pence. */
export async function toCardForm(
  crash: CrashStack,
  amount: number,
  browser = new PlainBrowser(),
): Promise<Shown> {
  const start = await browser.opens(`${crash.stack.urls.checkout}/p/arwel-vale/council-tax`)
  const basket = await browser.submits(start, "/council-tax", { reference: "501234567" })
  const pounds = (amount / 100).toFixed(2)
  const check = await browser.submits(basket, /\/basket\//, { choice: "other", amount: pounds })
  return await browser.submits(check, "/card")
}

/** Enters a card at the acquirer; the page that it leads back to. */
export async function enterCard(
  browser: PlainBrowser,
  form: Shown,
  card: Partial<typeof goodCard> = {},
): Promise<Shown> {
  return await browser.submits(form, /\/card-entries\//, { ...goodCard, ...card })
}

/** Sends a card on Stripe's page; the page that it leads to. */
export async function payOnStripe(
  browser: PlainBrowser,
  page: Shown,
  card: Partial<typeof goodCard>,
): Promise<Shown> {
  return await browser.submits(page, /\/c\/pay\//, { ...goodCard, ...card })
}

/** Everything up to the last press, with a card whose holder's name may order a fault. */
export async function toConfirmation(
  crash: CrashStack,
  amount: number,
  name: string,
): Promise<AtConfirmation> {
  const browser = new PlainBrowser()
  const form = await toCardForm(crash, amount, browser)
  const page = await enterCard(browser, form, { cardholder_name: name })
  return {
    browser,
    page,
    payment: { id: paymentIdOf(form), amount },
    confirmation: formOf(page, "/confirmation"),
  }
}

/** A payment's page has its id in the address. */
export function paymentIdOf(page: Shown): string {
  const id = /\/pay\/([0-9a-v]{26})[0-9a-v]{26}/.exec(page.url)?.[1]
  if (id === undefined) throw new Error(`no payment at ${page.url}`)
  return id
}
