import * as v from "valibot"
import { why } from "#contract/why.ts"
import { containsCardNumber } from "#domain/card-number.ts"
import { languages } from "#domain/instant.ts"
import { paymentAmountLimits } from "#domain/money.ts"

const authorisationModes = ["web", "moto_api", "agreement"] as const
const agreementPaymentTypes = ["instalment", "recurring", "unscheduled"] as const

const longest = {
  text: 255,
  url: 2000,
  email: 254,
  postcode: 25,
  metadataKey: 30,
  metadataValue: 100,
} as const
const agreementIdLength = 26
const mostMetadataPairs = 15

/** PostgreSQL text holds neither NUL nor half a surrogate pair; no other control character belongs in these texts. */
function isStorable(text: string): boolean {
  return !/\p{Cc}/u.test(text) && text.isWellFormed()
}

function hasNoCardNumber(text: string): boolean {
  return !containsCardNumber(text)
}

function text(most: number) {
  return v.pipe(
    v.string(why.string),
    v.check(isStorable, why.string),
    v.maxLength(most, why.longerThan(most)),
    v.check(hasNoCardNumber, why.cardNumber),
  )
}

/** Printed on statements and in files that these characters would break. */
const printedText = v.pipe(
  v.string(why.string),
  v.check(isStorable, why.string),
  v.regex(/^[^<>|]*$/, why.string),
  v.minLength(1),
  v.maxLength(longest.text, why.longerThan(longest.text)),
  v.check(hasNoCardNumber, why.cardNumber),
)

function isWebAddress(url: string): boolean {
  return /^https?:\/\/\S+$/i.test(url) && URL.canParse(url)
}

/** Percent-encoding does not hide a card number. */
function hasNoEncodedCardNumber(url: string): boolean {
  const decoded = url.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    new TextDecoder().decode(Uint8Array.from(run.slice(1).split("%"), (hex) => Number.parseInt(hex, 16))),
  )
  return hasNoCardNumber(url) && hasNoCardNumber(decoded.replaceAll("+", " "))
}

const returnUrl = v.pipe(
  v.string(why.url),
  v.url(why.url),
  v.check(isStorable, why.url),
  v.check(isWebAddress, why.url),
  v.maxLength(longest.url, why.longerThan(longest.url)),
  v.check(hasNoEncodedCardNumber, why.cardNumber),
  v.description("Required in web mode. Must begin with https:// with a live key."),
)

const agreementId = v.pipe(
  v.string(why.string),
  v.length(agreementIdLength, why.exactLength(agreementIdLength)),
  v.check(isStorable, why.string),
)

/** A number that JSON and the database both give back unchanged. */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
}

const metadataValue = v.union(
  [
    text(longest.metadataValue),
    v.pipe(
      v.number(),
      v.check(isExact, why.number),
      v.check((value) => hasNoCardNumber(String(value)), why.cardNumber),
    ),
    v.boolean(),
  ],
  why.metadataValue,
)

const metadataKey = v.pipe(
  v.string(),
  v.minLength(1, why.metadataKey),
  v.maxLength(longest.metadataKey, why.metadataKey),
  v.check(isStorable, why.string),
  v.check(hasNoCardNumber, why.cardNumber),
)

function differInMoreThanCase(keys: readonly string[]): boolean {
  return new Set(keys.map((key) => key.toLowerCase())).size === keys.length
}

const metadata = v.pipe(
  v.record(metadataKey, metadataValue, why.object),
  v.maxEntries(mostMetadataPairs, why.metadataPairs),
  v.check((pairs) => differInMoreThanCase(Object.keys(pairs)), why.metadataKeysDiffer),
)

const address = v.object(
  {
    line1: v.exactOptional(text(longest.text)),
    line2: v.exactOptional(text(longest.text)),
    city: v.exactOptional(text(longest.text)),
    postcode: v.exactOptional(text(longest.postcode)),
    country: v.exactOptional(v.pipe(v.string(why.string), v.regex(/^[A-Z]{2}$/, why.country))),
  },
  why.object,
)

/**
 * `POST /v1/payments`: what a buyer's server asks for. Unknown members are ignored. Which members go with which
 * authorisation mode is checked by `readCreatePayment`.
 */
export const createPaymentRequest = v.object({
  amount: v.pipe(
    v.number(why.number),
    v.integer(why.number),
    v.minValue(paymentAmountLimits.min, why.atLeast(paymentAmountLimits.min)),
    v.maxValue(paymentAmountLimits.max, why.atMost(paymentAmountLimits.max)),
    v.description("Pence. An acquirer may take no less than a certain sum: with Stripe 30."),
  ),
  reference: v.pipe(printedText, v.description("Yours; need not be unique.")),
  description: v.pipe(printedText, v.description("Shown to the payee.")),
  return_url: v.exactOptional(returnUrl),
  authorisation_mode: v.optional(
    v.pipe(v.string(why.string), v.picklist(authorisationModes, why.oneOf(authorisationModes))),
    "web",
  ),
  agreement_id: v.exactOptional(agreementId),
  set_up_agreement: v.exactOptional(agreementId),
  agreement_payment_type: v.exactOptional(
    v.pipe(v.string(why.string), v.picklist(agreementPaymentTypes, why.oneOf(agreementPaymentTypes))),
  ),
  language: v.optional(
    v.pipe(v.string(why.string), v.picklist(languages, `Must be "${languages.join('" or "')}"`)),
    "en",
  ),
  email: v.exactOptional(text(longest.email)),
  delayed_capture: v.optional(v.boolean(why.boolean), false),
  moto: v.optional(v.boolean(why.boolean), false),
  metadata: v.exactOptional(metadata),
  prefilled_cardholder_details: v.exactOptional(
    v.object(
      {
        cardholder_name: v.exactOptional(text(longest.text)),
        billing_address: v.exactOptional(address),
      },
      why.object,
    ),
  ),
})
export type CreatePaymentRequest = v.InferOutput<typeof createPaymentRequest>
