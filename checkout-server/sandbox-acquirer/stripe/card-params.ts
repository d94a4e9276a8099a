import * as v from "valibot"
import { type CardError, readCard } from "#sandbox-acquirer/cards/read-card.ts"
import { brandOf } from "#sandbox-acquirer/cards/test-cards.ts"
import { faultFromName } from "#sandbox-acquirer/faults/fault.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import type { BankCard } from "#sandbox-acquirer/payments/authorise.ts"
import type { Answer } from "#sandbox-acquirer/payments/write.ts"
import { noSuch, stripeError } from "./answer.ts"
import { text } from "./read-params.ts"
import { numberOfMethod } from "./test-payment-methods.ts"

/** The two ways to name a card. */
export const cardFields = {
  payment_method: v.optional(text),
  payment_method_data: v.optional(
    v.strictObject({
      type: v.literal("card", "Only cards are taken."),
      card: v.strictObject({
        number: text,
        exp_month: text,
        exp_year: text,
        cvc: v.optional(text),
      }),
      billing_details: v.optional(
        v.strictObject({ name: v.optional(text), email: v.optional(text), phone: v.optional(text) }),
      ),
    }),
  ),
}

const cardSchema = v.object(cardFields)
export type CardParams = v.InferOutput<typeof cardSchema>

/** A card that can be put to the bank, and the fault that the name on it asks for. */
export interface ReadCard {
  readonly card: BankCard
  readonly paymentMethod: string
  readonly fault: ReturnType<typeof faultFromName>
}

type CardReading =
  | { readonly ok: true; readonly read: ReadCard | null }
  | { readonly ok: false; readonly answer: Answer }

/** The card that the parameters name; null where they name none. The number lives in this call only. */
export function cardFrom(params: CardParams, now: Date): CardReading {
  const { payment_method: name, payment_method_data: given } = params
  if (given === undefined && (name === undefined || name === "")) return { ok: true, read: null }
  const number = given?.card.number ?? numberOfMethod(name ?? "")
  if (number === null) return { ok: false, answer: noSuch("PaymentMethod", name ?? "", "payment_method") }
  const holder = given?.billing_details?.name ?? "A Tester"
  const form = new URLSearchParams({
    card_number: number,
    expiry_month: given?.card.exp_month ?? "12",
    expiry_year: given?.card.exp_year ?? String(now.getUTCFullYear() + methodYears),
    cvc: given?.card.cvc ?? (brandOf(number) === "amex" ? "1234" : "123"),
    cardholder_name: holder === "" ? "A Tester" : holder,
  })
  return readForm(form, { now, paymentMethod: given ? freshId("pm") : (name ?? "") })
}

/** How long the named test cards are good. */
const methodYears = 1

function readForm(
  form: URLSearchParams,
  at: { readonly now: Date; readonly paymentMethod: string },
): CardReading {
  const reading = readCard(form, at.now)
  if (!reading.ok) return { ok: false, answer: refusedCard(reading.errors[0]) }
  const fault = faultFromName(form.get("cardholder_name") ?? "")
  return {
    ok: true,
    read: { card: bankCard(reading), paymentMethod: at.paymentMethod, fault },
  }
}

/** A card that was read, by the names of the tables. */
export function bankCard({ card, scenario }: Extract<ReturnType<typeof readCard>, { ok: true }>): BankCard {
  return {
    scenario,
    card_brand: card.brand,
    card_first_six: card.firstSix,
    card_last_four: card.lastFour,
    card_expiry: card.expiry,
  }
}

/** A card that never comes to a bank. */
function refusedCard(error: CardError | undefined): Answer {
  const refused = (code: string, message: string, more: { param?: string; decline_code?: string } = {}) =>
    stripeError(402, { type: "card_error", code, message, ...more })
  switch (error) {
    case "card_number.not_a_test_card":
      return refused(
        "card_declined",
        "Your card was declined. Your request was in test mode, but used a non test card.",
        { decline_code: "test_mode_live_card" },
      )
    case "card_number.not_accepted":
      return refused("card_declined", "Your card is not supported.", { decline_code: "card_not_supported" })
    case "expiry.month":
    case "expiry.empty":
      return refused("invalid_expiry_month", "Your card's expiration month is invalid.", {
        param: "exp_month",
      })
    case "expiry.year":
    case "expiry.past":
      return refused("invalid_expiry_year", "Your card's expiration year is invalid.", { param: "exp_year" })
    case "cvc.empty":
    case "cvc.digits":
    case "cvc.length":
      return refused("invalid_cvc", "Your card's security code is invalid.", { param: "cvc" })
    default:
      return refused("incorrect_number", "Your card number is incorrect.", { param: "number" })
  }
}

/** The parameters as they may be kept, even as a digest: a card number is short enough to be guessed from one. */
export function concealCard(params: CardParams): object {
  if (params.payment_method_data === undefined) return params
  const { number, exp_month, exp_year } = params.payment_method_data.card
  return { ...params, payment_method_data: { last4: number.slice(-4), exp_month, exp_year } }
}
