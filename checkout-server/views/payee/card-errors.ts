import type { FieldError } from "#views/parts/error-summary.tsx"
import { expiryFieldId } from "#views/parts/expiry-field.tsx"
import type { CheckoutWords } from "#views/words/en.ts"

type CardErrorKey = keyof CheckoutWords["cardErrors"]

/** Ids of the card form's inputs, by the acquirer's name for the field. */
export const cardFieldIds = {
  card_number: "card-number",
  expiry: expiryFieldId,
  cvc: "cvc",
  cardholder_name: "cardholder-name",
} as const
type CardField = keyof typeof cardFieldIds

/** The fields in the order in which they stand on the page. */
const cardFields = ["card_number", "expiry", "cardholder_name", "cvc"] as const satisfies readonly CardField[]

/** What each of the acquirer's codes says. A code we do not know says what is usual for its field. */
const sentences: Readonly<
  Record<CardField, { readonly usual: CardErrorKey; readonly codes: Partial<Record<string, CardErrorKey>> }>
> = {
  card_number: {
    usual: "numberWrong",
    codes: {
      empty: "numberEmpty",
      digits: "numberWrong",
      length: "numberWrong",
      luhn: "numberWrong",
      not_a_test_card: "numberNotTest",
      not_accepted: "numberNotAccepted",
    },
  },
  expiry: {
    usual: "expiryShape",
    codes: {
      empty: "expiryEmpty",
      digits: "expiryShape",
      length: "expiryShape",
      month: "expiryShape",
      year: "expiryShape",
      past: "expiryPast",
    },
  },
  cvc: { usual: "codeLength", codes: { empty: "codeEmpty", digits: "codeLength", length: "codeLength" } },
  cardholder_name: { usual: "name", codes: { empty: "name", length: "name", card_number: "name" } },
}

/**
 * The acquirer's error codes (`card_number.luhn`) in the payee's words: one error for each field, in page order.
 * Codes of unknown fields are dropped: they come from the address and may be anything.
 */
export function cardErrors(codes: readonly string[], words: CheckoutWords): FieldError[] {
  return cardFields.flatMap((field) => {
    const code = codes.find((one) => one.startsWith(`${field}.`))?.slice(field.length + 1)
    if (code === undefined) return []
    const { usual, codes: known } = sentences[field]
    const key = Object.hasOwn(known, code) ? known[code] : undefined
    return [{ field: cardFieldIds[field], message: words.cardErrors[key ?? usual] }]
  })
}
