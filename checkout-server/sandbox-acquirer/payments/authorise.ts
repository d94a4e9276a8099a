import * as v from "valibot"
import { answerWhenAway, type BankAnswer, scenarioOf } from "#sandbox-acquirer/cards/scenarios.ts"
import { digest, freshId } from "#sandbox-acquirer/ids.ts"
import { announce } from "#sandbox-acquirer/notifications/outbox.ts"
import type { Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { CardTokenRow, PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { changePayment, lockPayment, statusAt, viewPayment } from "./payment.ts"
import { amountSchema } from "./prepare.ts"
import { keepCard, keptCard, lockSavedCard } from "./saved-card.ts"
import { takeMoney } from "./take-money.ts"
import { type Answer, failure, type Write } from "./write.ts"

/** Card schemes keep an authorisation open about seven days. */
const authorisationDays = 7
const dayMilliseconds = 86_400_000
/** How long the bank thinks where it refuses late: longer than a payee waits for a page. */
export const lateRefusalMilliseconds = 5_000

export const authoriseSchema = v.strictObject({
  token: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
  amount: amountSchema,
  currency: v.literal("GBP"),
})

/**
 * Asks the pretend bank for the money with a one-use token, or without one where the payment charges a kept card. 200
 * with the payment (`captured`, `authorised` or `challenge`), 402 with the bank's refusal, which closes the payment; 400,
 * 404 or 409 and nothing happened. With `refusesLate` the bank cannot say yet: 202 with the payment `pending`, and
 * refused soon after.
 */
export async function authorise(
  write: Write,
  request: v.InferOutput<typeof authoriseSchema> & {
    readonly paymentId: string
    readonly refusesLate: boolean
  },
  publicUrl: string,
): Promise<Answer> {
  const payment = await lockPayment(write.tx, request.paymentId)
  if (!payment) return failure(404, "payment_not_found")
  if (request.amount !== payment.amount) return failure(400, "amount_mismatch")
  if (statusAt(payment, write.now) !== "open") return failure(409, "not_possible")
  const isKept = payment.charged_card !== null && request.token === undefined
  const card = isKept ? await cardOf(write.tx, payment) : await useToken(write, request)
  if (!card) return failure(409, isKept ? "saved_card_forgotten" : "token_not_usable")
  const asked = await askBank(write, payment, card, request.refusesLate)
  if (asked.last_refusal !== null) {
    return { status: 402, body: { error: { code: "card_refused", decline_code: asked.last_refusal } } }
  }
  const body = await viewPayment(write.tx, asked, { now: write.now, publicUrl })
  return { status: asked.status === "pending" ? 202 : 200, body }
}

/** What is kept of a card that is to pay. */
export type BankCard = Pick<
  CardTokenRow,
  "scenario" | "card_brand" | "card_first_six" | "card_last_four" | "card_expiry"
>

/**
 * Puts an open payment to the pretend bank with this card. The caller holds its row. Refused, it has a
 * `last_refusal`; with `refusesLate` the bank cannot say yet: `pending`, and refused soon after.
 */
export async function askBank(
  write: Write,
  payment: PaymentRow,
  card: BankCard,
  refusesLate: boolean,
): Promise<PaymentRow> {
  const carded = await changePayment(write.tx, payment.id, {
    scenario: card.scenario,
    card_brand: card.card_brand,
    card_first_six: card.card_first_six,
    card_last_four: card.card_last_four,
    card_expiry: card.card_expiry,
    charge_key: write.idempotencyKey,
    last_refusal: null,
    // An order of notifications is turned round once.
    notify_fault: write.notifyFault === "notify-reordered" ? null : write.notifyFault,
  })
  if (refusesLate) {
    const refuse_at = new Date(write.now.getTime() + lateRefusalMilliseconds)
    return changePayment(write.tx, payment.id, { status: "pending", refuse_at })
  }
  const answer = await answerOf(write.tx, payment, card)
  switch (answer.kind) {
    case "refuse":
      return refusePayment(write, carded, answer.code)
    case "challenge":
      return openChallenge(write, carded)
    case "approve":
      return approvePayment(write, carded)
  }
}

/** A kept card may have been stopped at its bank, whatever it does otherwise. */
async function answerOf(tx: Transaction, payment: PaymentRow, card: BankCard): Promise<BankAnswer> {
  const scenario = scenarioOf(card.scenario)
  if (payment.charged_card === null) return scenario.bank
  const refusal = (await lockSavedCard(tx, payment.charged_card))?.refusal ?? null
  return refusal === null ? answerWhenAway(scenario) : { kind: "refuse", code: refusal }
}

/** The kept card that the payment charges; null once it is forgotten. */
async function cardOf(tx: Transaction, payment: PaymentRow): Promise<BankCard | null> {
  const saved = await lockSavedCard(tx, payment.charged_card ?? "")
  return saved && keptCard(saved)
}

/** Spends the token: null where it is unknown, spent, too old or of another payment. */
async function useToken(
  { tx, now }: Write,
  request: { readonly token?: string | undefined; readonly paymentId: string },
): Promise<CardTokenRow | null> {
  const [token] = await tx<CardTokenRow[]>`
    UPDATE card_token SET used_at = ${now}
    WHERE digest = ${digest(request.token ?? "")} AND payment_id = ${request.paymentId}
      AND used_at IS NULL AND expires_at > ${now}
    RETURNING *`
  return token ?? null
}

/** The bank says yes: money is taken, or reserved where the payment is to be captured by hand. */
export async function approvePayment(write: Write, payment: PaymentRow): Promise<PaymentRow> {
  await recordEffect(write, { kind: "charge", paymentId: payment.id, amount: payment.amount })
  if (payment.agreement_step === "set_up") await keepCard(write, payment)
  if (payment.capture_mode === "automatic") {
    return takeMoney(write, payment, { authorised: payment.amount, captured: payment.amount })
  }
  const changed = await changePayment(write.tx, payment.id, {
    status: "authorised",
    authorised: payment.amount,
    authorised_until: new Date(write.now.getTime() + authorisationDays * dayMilliseconds),
  })
  await announce(write, changed, "payment.authorised")
  return changed
}

/** The bank says no: one payment is one attempt, so it closes. In Stripe's words it waits for another card. */
export async function refusePayment(write: Write, payment: PaymentRow, refusal: string): Promise<PaymentRow> {
  const changed = await changePayment(write.tx, payment.id, {
    status: payment.face === "stripe" ? "open" : "closed",
    last_refusal: refusal,
    refuse_at: null,
  })
  await announce(write, changed, "payment.declined")
  return changed
}

async function openChallenge(write: Write, payment: PaymentRow): Promise<PaymentRow> {
  await write.tx`INSERT INTO challenge (id, payment_id) VALUES (${freshId("chl")}, ${payment.id})`
  const changed = await changePayment(write.tx, payment.id, { status: "challenge" })
  await announce(write, changed, "payment.challenge")
  return changed
}

/** Notes that money moved. Amount in pence. */
export async function recordEffect(
  { tx, now, idempotencyKey }: Write,
  effect: {
    readonly kind: "charge" | "capture" | "release" | "refund"
    readonly paymentId: string
    readonly amount: number
  },
): Promise<void> {
  await tx`
    INSERT INTO effect (id, kind, payment_id, idempotency_key, amount, occurred_at)
    VALUES (${freshId("eff")}, ${effect.kind}, ${effect.paymentId}, ${idempotencyKey}, ${effect.amount}, ${now})`
}
