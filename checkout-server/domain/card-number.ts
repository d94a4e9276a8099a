import { hasValidCheckDigit } from "#domain/references/check-digit.ts"
import { visibleText } from "#domain/visible-text.ts"

/** What stands in a text where a card number stood. */
export const cardNumberMask = "[card number]"

/** ISO/IEC 7812: the longest card number. */
const maxCardDigits = 19

/** Prefix and length of the numbers that each brand issues (ISO/IEC 7812 issuer ranges, as the brands publish them). */
const cardShapes: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^(?:5018|5020|5038|5893|6304|6390|67\d\d)\d{9,15}$/, // Maestro
  /^(?:6011|64[4-9]\d|65\d\d|62\d\d|81[0-7]\d)\d{12,15}$/, // Discover, UnionPay
  /^(?=\d{14}(?:\d{2}|\d{5})?$)(?:30[0-5]|3095|36|38|39)/, // Diners Club
  /^35(?:2[89]|[3-8]\d)\d{12,15}$/, // JCB
]

/** Groups of digits with at most three spaces or dashes between them: how people write a card number. */
const digitGroups = /\d+(?:[\s\p{Dash_Punctuation}\u2212]{1,3}\d+)*/gu

/**
 * True where the text holds a card number: neighbouring whole groups of digits that together have a brand's prefix and
 * length and pass the Luhn check. Full-width digits and invisible characters do not hide one, nor do an expiry date or
 * security code beside it; a part of a longer unbroken run of digits is not one. Takes time linear in the text.
 */
export function containsCardNumber(text: string): boolean {
  return maskCardNumbers(text) !== text
}

/**
 * The text with `[card number]` in place of every card number; the very same text where there is none. For log fields
 * and messages one at a time, not for JSON, where the mask would break a bare number.
 */
export function maskCardNumbers(text: string): string {
  if (isShortOfDigits(text)) return text
  const visible = visibleText(text)
  const masked = visible.replace(digitGroups, maskInRun)
  return masked === visible ? text : masked
}

/** Printable ASCII, where nothing is hidden, with fewer digits than the shortest card number: nearly every text. */
function isShortOfDigits(text: string): boolean {
  return /^(?:[ -/:-~]*\d){0,12}[ -/:-~]*$/.test(text)
}

/** Masks the card numbers in one run of groups, from left to right. */
function maskInRun(run: string): string {
  const groups = [...run.matchAll(/\d+/g)].map(({ index, 0: digits }) => ({
    digits,
    end: index + digits.length,
    index,
  }))
  let masked = ""
  let copied = 0
  for (const [first, group] of groups.entries()) {
    const end = group.index < copied ? null : cardNumberEnd(groups.slice(first, first + maxCardDigits))
    if (end === null) continue
    masked += run.slice(copied, group.index) + cardNumberMask
    copied = end
  }
  return masked + run.slice(copied)
}

/** Where the longest card number that starts with the first group ends; null where none does. */
function cardNumberEnd(groups: readonly { readonly digits: string; readonly end: number }[]): number | null {
  let digits = ""
  let end: number | null = null
  for (const group of groups) {
    digits += group.digits
    if (digits.length > maxCardDigits) break
    if (isCardNumber(digits)) end = group.end
  }
  return end
}

function isCardNumber(digits: string): boolean {
  return cardShapes.some((shape) => shape.test(digits)) && hasValidCheckDigit("luhn", digits)
}
