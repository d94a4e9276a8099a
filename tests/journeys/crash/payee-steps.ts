import type { CrashStack } from "./crash-stack.ts"
import type { Shown } from "./plain-browser.ts"
import { PlainBrowser } from "./plain-browser.ts"

/** A card that the bank accepts, as it is typed. */
export const goodCard = {
  card_number: "4444333322221111",
  expiry_month: "10",
  expiry_year: "34",
  cvc: "123",
  cardholder_name: "A Payee",
}

/** From the payment page over reference and amount to the check, for an amount in pence. */
export async function toCheck(crash: CrashStack, amount: number, browser: PlainBrowser): Promise<Shown> {
  const start = await browser.opens(`${crash.stack.urls.checkout}/p/arwel-vale/council-tax`)
  const basket = await browser.submits(start, "/council-tax", { reference: "501234567" })
  const pounds = (amount / 100).toFixed(2)
  return await browser.submits(basket, /\/basket\//, { choice: "other", amount: pounds })
}

/** The same, to the card form. */
export async function toCardForm(
  crash: CrashStack,
  amount: number,
  browser = new PlainBrowser(),
): Promise<Shown> {
  return await browser.submits(await toCheck(crash, amount, browser), "/card")
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

/** A payment's page has its id in the address. */
export function paymentIdOf(page: Shown): string {
  const id = /\/pay\/([0-9a-v]{26})[0-9a-v]{26}/.exec(page.url)?.[1]
  if (id === undefined) throw new Error(`no payment at ${page.url}`)
  return id
}
