import type { ScenarioName } from "./scenarios.ts"
import { brandOf, notAcceptedNumber, scenarioForNumber } from "./test-cards.ts"

/** All that is ever kept of a card. */
export interface CardDetails {
  readonly brand: string
  readonly firstSix: string
  readonly lastFour: string
  /** `MM/YY`. */
  readonly expiry: string
}

export type CardError =
  | `card_number.${"empty" | "digits" | "length" | "luhn" | "not_a_test_card" | "not_accepted"}`
  | `expiry.${"empty" | "month" | "year" | "past"}`
  | `cvc.${"empty" | "digits" | "length"}`
  | `cardholder_name.${"empty" | "length" | "card_number"}`

export type CardReading =
  | { readonly ok: true; readonly card: CardDetails; readonly scenario: ScenarioName }
  | { readonly ok: false; readonly errors: readonly CardError[] }

/** ISO/IEC 7812: a primary account number has 12 to 19 digits. */
const numberLength = { min: 12, max: 19 } as const
const nameMaxLength = 200
/** No name holds this many digits; a card number typed into the wrong box does. */
const nameMaxDigits = 11
/** Cards live under ten years; a wider window still catches a slip such as 2210. */
const expiryMaxYearsAhead = 50

/**
 * Reads the card form's fields. The number and the security code live in this call only: what leaves is the
 * brand, first six, last four, expiry and the name of the test behaviour. At most one error per field.
 */
export function readCard(form: URLSearchParams, now: Date): CardReading {
  const number = digitsTyped(form.get("card_number"))
  const expiry = readExpiry(form, now)
  const scenario = scenarioForNumber(number)
  const brand = brandOf(number)
  const errors = [
    numberError(number, scenario),
    expiry.error,
    cvcError(digitsTyped(form.get("cvc")), brand),
    nameError((form.get("cardholder_name") ?? "").normalize("NFKC").trim()),
  ].filter((error) => error !== null)
  if (errors.length > 0 || scenario === null || brand === null) return { ok: false, errors }
  const card = { brand, firstSix: number.slice(0, 6), lastFour: number.slice(-4), expiry: expiry.text }
  return { ok: true, card, scenario }
}

/** Spaces and dashes are how cards are printed, and full-width digits how some keyboards type. */
function digitsTyped(text: string | null): string {
  return (text ?? "").normalize("NFKC").replace(/[\s\p{Dash}]/gu, "")
}

function numberError(number: string, scenario: ScenarioName | null): CardError | null {
  if (number === "") return "card_number.empty"
  if (!/^\d+$/.test(number)) return "card_number.digits"
  if (number.length < numberLength.min || number.length > numberLength.max) return "card_number.length"
  if (!passesLuhn(number)) return "card_number.luhn"
  if (number === notAcceptedNumber) return "card_number.not_accepted"
  return scenario === null ? "card_number.not_a_test_card" : null
}

function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, character, index) => {
    const doubled = Number(character) * (index % 2 === 0 ? 1 : 2)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

function readExpiry(form: URLSearchParams, now: Date): { error: CardError | null; text: string } {
  const month = digitsTyped(form.get("expiry_month"))
  const year = digitsTyped(form.get("expiry_year"))
  const text = `${month.padStart(2, "0")}/${year.slice(-2)}`
  if (month === "" && year === "") return { error: "expiry.empty", text }
  if (!/^(0?[1-9]|1[0-2])$/.test(month)) return { error: "expiry.month", text }
  if (!/^(\d{2}|\d{4})$/.test(year)) return { error: "expiry.year", text }
  const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year)
  if (fullYear > now.getUTCFullYear() + expiryMaxYearsAhead) return { error: "expiry.year", text }
  // A card is good until the last moment of its month.
  const goodUntil = Date.UTC(fullYear, Number(month), 1)
  return { error: goodUntil <= now.getTime() ? "expiry.past" : null, text }
}

function cvcError(cvc: string, brand: string | null): CardError | null {
  if (cvc === "") return "cvc.empty"
  if (!/^\d+$/.test(cvc)) return "cvc.digits"
  const lengths = brand === null ? [3, 4] : [brand === "amex" ? 4 : 3]
  return lengths.includes(cvc.length) ? null : "cvc.length"
}

function nameError(name: string): CardError | null {
  if (name === "") return "cardholder_name.empty"
  if (name.replace(/\P{Nd}/gu, "").length > nameMaxDigits) return "cardholder_name.card_number"
  return name.length > nameMaxLength ? "cardholder_name.length" : null
}
