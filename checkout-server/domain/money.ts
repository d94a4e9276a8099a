import { visibleText } from "#domain/visible-text.ts"

/** An amount in whole minor units of its currency (pence for GBP). Always a safe integer. */
export type Pence = number & { readonly __brand: "Pence" }

/** ISO 4217 code. The service takes pounds sterling; the type widens when a second currency is taken. */
export type Currency = "GBP"

/** The least and the most that one payment may be, in pence (GOV.UK Pay's published limits). */
export const paymentAmountLimits = { min: 1, max: 10_000_000 } as const

/** Reads a number as pence; null where it is not a safe integer. The sign is kept. */
export function pence(value: number): Pence | null {
  return Number.isSafeInteger(value) ? (value as Pence) : null
}

/** Pence known to be right at the time of writing (constants, rows under a CHECK). Throws on a fraction: a bug. */
export function exactPence(value: number): Pence {
  const amount = pence(value)
  if (amount === null) throw new RangeError(`not whole pence: ${value}`)
  return amount
}

/** Whole pounds, plain or with commas at thousands, then nothing or two decimals. Twelve digits stay a safe integer. */
const poundsShape = /^£?\s*(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{2}))?$/

/**
 * Reads what a payee types as an amount: `142`, `142.50`, `£1,459.20`, full-width digits, spaces around. Null for
 * anything else. One decimal (`142.5`) is refused as well: it is as likely `142.59` with a key missed, and asking costs
 * the payee less than a wrong payment. So is `12,50`, which a comma rule would read as £1,250.
 */
export function parsePounds(text: string): Pence | null {
  const match = poundsShape.exec(visibleText(text).trim())
  if (!match) return null
  const [, pounds = "", decimals = "00"] = match
  return pence(Number(pounds.replaceAll(",", "")) * 100 + Number(decimals))
}

/** `£1,459.20`: always two decimals, commas at thousands, sign before the pound. */
export function formatPounds(amount: Pence): string {
  const sign = amount < 0 ? "-" : ""
  const absolute = Math.abs(amount)
  const pounds = Math.floor(absolute / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",")
  return `${sign}£${pounds}.${(absolute % 100).toString().padStart(2, "0")}`
}
