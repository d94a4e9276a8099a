import * as v from "valibot"
import { changePayment } from "#sandbox-acquirer/payments/payment.ts"
import { keptCard, lockSavedCard } from "#sandbox-acquirer/payments/saved-card.ts"
import type { Answer, Write } from "#sandbox-acquirer/payments/write.ts"
import { invalidRequest, noSuch, stripeError, unexpectedState } from "#sandbox-acquirer/stripe/answer.ts"
import { attempt, planFromCard } from "#sandbox-acquirer/stripe/attempt.ts"
import { cardFields, cardFrom, type ReadCard } from "#sandbox-acquirer/stripe/card-params.ts"
import { noSuchMethod } from "#sandbox-acquirer/stripe/customer.ts"
import { boolean, expand, text, webAddress } from "#sandbox-acquirer/stripe/read-params.ts"
import { refusalOf } from "#sandbox-acquirer/stripe/refusals.ts"
import type { Effected } from "#sandbox-acquirer/stripe/routes/answer-post.ts"
import { lockStripePayment, type StripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { intentStatus, viewIntent } from "#sandbox-acquirer/stripe/views/intent.ts"
import { sessionStatus } from "#sandbox-acquirer/stripe/views/session.ts"

export const confirmIntentSchema = v.strictObject({
  return_url: v.optional(webAddress),
  receipt_email: v.optional(text),
  off_session: v.optional(boolean, "false"),
  ...cardFields,
  expand,
})

/** Puts an intent to the bank with the card given now, or the one that it was made with. 402 where that is refused. */
export async function confirmIntent(
  write: Write,
  params: v.InferOutput<typeof confirmIntentSchema> & { readonly id: string },
  refusesLate: boolean,
): Promise<Effected> {
  const found = await lockStripePayment(write.tx, { intent: params.id })
  if (!found) return { refusal: noSuch("payment_intent", params.id, "intent") }
  if (isOfOpenSession(found, write.now)) {
    return {
      refusal: unexpectedState("You cannot confirm this PaymentIntent because it was created by Checkout."),
    }
  }
  const refusal = await refuseSession(write, found, params)
  if (refusal) return { refusal }
  const reading = cardFrom(params, write.now)
  if (!reading.ok) return { refusal: reading.answer }
  if (reading.read) await planFromCard(write, found.payment.id, reading.read)
  const { return_url } = params
  const payment =
    return_url === undefined ? found.payment : await changePayment(write.tx, found.payment.id, { return_url })
  return confirmWith(write, { ...found, payment }, reading.read, refusesLate)
}

/** A kept card is charged off session, and no other is; null where that is so and the card is there still. */
async function refuseSession(
  { tx, now }: Write,
  found: StripePayment,
  params: v.InferOutput<typeof confirmIntentSchema>,
): Promise<Answer | null> {
  const { charged_card: charged } = found.payment
  const namesCard = params.payment_method !== undefined || params.payment_method_data !== undefined
  if (params.off_session !== (charged !== null) || (params.off_session && namesCard)) {
    const message = "The sandbox charges kept cards off session, and no others."
    return invalidRequest(message, { param: "off_session" })
  }
  if (charged === null || intentStatus(found, now) !== "requires_confirmation") return null
  const saved = await lockSavedCard(tx, charged)
  return saved && keptCard(saved) ? null : noSuchMethod(charged)
}

/** Whether the payee may still be on the session's page, whose business the intent then is. */
export function isOfOpenSession(found: StripePayment, now: Date): boolean {
  return found.face.session_id !== null && sessionStatus(found, now) === "open"
}

/** Confirms an intent whose row the caller holds. */
export async function confirmWith(
  write: Write,
  found: StripePayment,
  read: ReadCard | null,
  refusesLate: boolean,
): Promise<Effected> {
  const status = intentStatus(found, write.now)
  if (status !== "requires_payment_method" && status !== "requires_confirmation") {
    const message = `You cannot confirm this PaymentIntent because it has a status of ${status}.`
    return { refusal: unexpectedState(message) }
  }
  const tried = read ?? cardOf(found)
  if (!tried) {
    const message = "You cannot confirm this PaymentIntent because it's missing a payment method."
    return { refusal: unexpectedState(message) }
  }
  const after = await attempt(write, found, tried, refusesLate)
  const object = await viewIntent(write.tx, after, write.now)
  const { last_refusal } = after.payment
  if (last_refusal === null) return { object }
  const { type, ...refused } = refusalOf(last_refusal)
  const charge = object.latest_charge
  const about = { payment_intent: object, ...(charge === null ? {} : { charge }) }
  return { refusal: stripeError(402, { type, ...refused, ...about }) }
}

/** The card that the intent was made with; a refused one is gone. */
function cardOf({ payment, face }: StripePayment): Pick<ReadCard, "card" | "paymentMethod"> | null {
  const { scenario, card_brand, card_first_six, card_last_four, card_expiry, last_refusal } = payment
  const isThere =
    scenario !== null &&
    card_brand !== null &&
    card_first_six !== null &&
    card_last_four !== null &&
    card_expiry !== null
  if (!isThere || face.payment_method === null || last_refusal !== null) return null
  const card = { scenario, card_brand, card_first_six, card_last_four, card_expiry }
  return { card, paymentMethod: face.payment_method }
}
