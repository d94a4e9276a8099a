import { html } from "hono/html"
import type { CardError } from "#sandbox-acquirer/cards/read-card.ts"
import { type Html, layout, type Party } from "#sandbox-acquirer/pages/layout.ts"
import { type CardRefusal, refusalOf } from "#sandbox-acquirer/stripe/refusals.ts"
import type { StripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"

/** The payee was told of Stripe: the page says for whom it stands. */
const stripe: Party = {
  bank: "Stripe test page",
  notReal: "This page stands for Stripe's. It is not real, and no money will be taken.",
}

type Field = "card_number" | "expiry" | "cvc" | "cardholder_name"

const fieldIds: Readonly<Record<Field, string>> = {
  card_number: "card-number",
  expiry: "expiry-month",
  cvc: "cvc",
  cardholder_name: "cardholder-name",
}

const errorWords: Readonly<Record<CardError, string>> = {
  "card_number.empty": "Enter a card number",
  "card_number.digits": "Card number must only include digits and spaces",
  "card_number.length": "Card number must have between 12 and 19 digits",
  "card_number.luhn": "Check the card number: it has a mistake",
  "card_number.not_a_test_card": "Use a test card: no other card is taken here",
  "card_number.not_accepted": "This kind of card is not accepted",
  "expiry.empty": "Enter an expiry date",
  "expiry.month": "Expiry month must be between 1 and 12",
  "expiry.year": "Check the expiry year",
  "expiry.past": "The card has expired",
  "cvc.empty": "Enter a security code",
  "cvc.digits": "Security code must only include digits",
  "cvc.length": "Check the length of the security code",
  "cardholder_name.empty": "Enter the name on the card",
  "cardholder_name.length": "The name on the card is too long",
  "cardholder_name.card_number": "Enter a name, not a card number",
}

/** What is wrong with what was typed, by field; one error each. */
export type FieldErrors = Readonly<Partial<Record<Field, string>>>

/** The codes of `readCard` as words at their fields. */
export function fieldErrors(errors: readonly CardError[]): FieldErrors {
  return Object.fromEntries(errors.map((error) => [error.split(".", 1)[0], errorWords[error]]))
}

/** Where a payee types a card for an open session. Fields come back empty. English alone, as Stripe's page. */
export function cardPage({ payment, face }: StripePayment, errors: FieldErrors): Html {
  const wrong = Object.entries(errors).flatMap(([field, words]) =>
    isField(field) ? [{ id: fieldIds[field], words }] : [],
  )
  const declined = payment.last_refusal === null ? null : refusalOf(payment.last_refusal)
  const title = `Pay ${pounds(payment.amount)}`
  return layout(
    { language: "en", party: stripe, title: wrong.length > 0 ? `Error: ${title}` : title },
    html`${wrong.length > 0 ? summary(wrong) : declined === null ? "" : refusalBox(declined)}
<h1>${title}</h1>
<dl>
<div><dt>Payment</dt><dd>${face.item_name}</dd></div>
${face.item_description === null ? "" : html`<div><dt>Details</dt><dd>${face.item_description}</dd></div>`}
</dl>
<form method="post" action="/c/pay/${face.session_id}" autocomplete="off" novalidate>
${field({ id: "card-number", name: "card_number", label: "Card number", hint: "A test card, such as 4242 4242 4242 4242" }, errors.card_number)}
<fieldset>
<legend>Expiry date</legend>
${error("expiry-month", errors.expiry)}
<div class="pair">
${input({ id: "expiry-month", name: "expiry_month", label: "Month", short: true }, errors.expiry)}
${input({ id: "expiry-year", name: "expiry_year", label: "Year", short: true }, undefined)}
</div>
</fieldset>
${field({ id: "cvc", name: "cvc", label: "Security code", hint: "Any three digits; four for American Express", short: true }, errors.cvc)}
${field({ id: "cardholder-name", name: "cardholder_name", label: "Name on card", isText: true }, errors.cardholder_name)}
<div class="buttons"><button type="submit">${title}</button></div>
</form>
${wayBack(face.cancel_url, "Go back without paying")}`,
  )
}

/** What a session shows that no card can pay: its end, and the way on where there is one. */
export function sessionOverPage(page: {
  readonly why: "expired" | "paid" | "challenge"
  readonly href: string | null
}): Html {
  const { title, lead, link } = overWords[page.why]
  return layout(
    { language: "en", party: stripe, title },
    html`<h1>${title}</h1>
<p>${lead}</p>
${wayBack(page.href, link)}`,
  )
}

const overWords = {
  expired: {
    title: "This payment page has expired",
    lead: "No money was taken on it. Go back to start again.",
    link: "Go back",
  },
  paid: {
    title: "This payment has been made",
    lead: "There is nothing more to do on this page.",
    link: "Continue",
  },
  challenge: {
    title: "Your bank has a question",
    lead: "Answer it to finish the payment.",
    link: "Continue to the test bank",
  },
} as const

function isField(name: string): name is Field {
  return Object.hasOwn(fieldIds, name)
}

function wayBack(href: string | null, words: string) {
  return href === null ? "" : html`<p><a href="${href}">${words}</a></p>`
}

/** The API's message where a payee can read it; of a bank's check it speaks to programmers. */
function refusalBox({ code, message }: CardRefusal) {
  const isOfCheck = code === "payment_intent_authentication_failure"
  return html`<div class="errors" role="alert">
<h2>Your payment was not made</h2>
<p>${isOfCheck ? "Your bank could not confirm that it was you." : message} Your card was not charged. Try again or use another card.</p>
</div>`
}

function summary(wrong: readonly { readonly id: string; readonly words: string }[]) {
  return html`<div class="errors" role="alert">
<h2>There is a problem</h2>
<ul>${wrong.map(({ id, words }) => html`<li><a href="#${id}">${words}</a></li>`)}</ul>
</div>`
}

interface Input {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly short?: boolean
  /** Letters, where the others take digits. */
  readonly isText?: boolean
}

function field(shown: Input, words: string | undefined) {
  return html`<div class="field">
${input(shown, words)}
</div>`
}

function input({ id, name, label, hint, short, isText }: Input, words: string | undefined) {
  const described = [hint && `${id}-hint`, words && `${id}-error`].filter(Boolean).join(" ")
  const isOwnError = name !== "expiry_month"
  return html`<div>
<label for="${id}">${label}</label>
${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ""}
${isOwnError ? error(id, words) : ""}
<input id="${id}" name="${name}" type="text" autocomplete="off" spellcheck="false" class="${short ? "short" : "long"}"
${isText ? "" : html`inputmode="numeric"`} ${described === "" ? "" : html`aria-describedby="${described}"`}
${words ? html`aria-invalid="true"` : ""}>
</div>`
}

function error(id: string, words: string | undefined) {
  return words ? html`<p class="error" id="${id}-error">Error: ${words}</p>` : ""
}

const poundsFormat = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" })

function pounds(pence: number): string {
  return poundsFormat.format(pence / 100)
}
