import * as v from "valibot"
import { scenarioOf } from "#sandbox-acquirer/cards/scenarios.ts"
import { digest, freshId } from "#sandbox-acquirer/ids.ts"
import { announce } from "#sandbox-acquirer/notifications/outbox.ts"
import type { CardTokenRow, PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { changePayment, lockPayment, statusAt, viewPayment } from "./payment.ts"
import { amountSchema } from "./prepare.ts"
import { takeMoney } from "./take-money.ts"
import { type Answer, failure, type Write } from "./write.ts"

/** Card schemes keep an authorisation open about seven days. */
const authorisationDays = 7
const dayMilliseconds = 86_400_000
/** How long the bank thinks where it refuses late: longer than a payee waits for a page. */
export const lateRefusalMilliseconds = 5_000

export const authoriseSchema = v.strictObject({
  token: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  amount: amountSchema,
  currency: v.literal("GBP"),
})

/**
 * Asks the pretend bank for the money with a one-use token. 200 with the payment (`captured`, `authorised` or
 * `challenge`), 402 with the bank's refusal, which closes the payment; 400, 404 or 409 and nothing happened. With
 * `refusesLate` the bank cannot say yet: 202 with the payment `pending`, and refused soon after.
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
  const token = await useToken(write, request)
  if (!token) return failure(409, "token_not_usable")
  const carded = await changePayment(write.tx, payment.id, {
    scenario: token.scenario,
    card_brand: token.card_brand,
    card_first_six: token.card_first_six,
    card_last_four: token.card_last_four,
    card_expiry: token.card_expiry,
    charge_key: write.idempotencyKey,
    // An order of notifications is turned round once.
    notify_fault: write.notifyFault === "notify-reordered" ? null : write.notifyFault,
  })
  if (request.refusesLate) {
    const refuse_at = new Date(write.now.getTime() + lateRefusalMilliseconds)
    const pending = await changePayment(write.tx, payment.id, { status: "pending", refuse_at })
    return { ...(await viewed(write, pending, publicUrl)), status: 202 }
  }
  const { bank } = scenarioOf(token.scenario)
  switch (bank.kind) {
    case "refuse":
      await refusePayment(write, carded, bank.code)
      return { status: 402, body: { error: { code: "card_refused", decline_code: bank.code } } }
    case "challenge":
      return viewed(write, await openChallenge(write, carded), publicUrl)
    case "approve":
      return viewed(write, await approvePayment(write, carded), publicUrl)
  }
}

async function viewed(write: Write, payment: PaymentRow, publicUrl: string): Promise<Answer> {
  return { status: 200, body: await viewPayment(write.tx, payment, { now: write.now, publicUrl }) }
}

/** Spends the token: null where it is unknown, spent, too old or of another payment. */
async function useToken(
  { tx, now }: Write,
  request: { readonly token: string; readonly paymentId: string },
): Promise<CardTokenRow | null> {
  const [token] = await tx<CardTokenRow[]>`
    UPDATE card_token SET used_at = ${now}
    WHERE digest = ${digest(request.token)} AND payment_id = ${request.paymentId}
      AND used_at IS NULL AND expires_at > ${now}
    RETURNING *`
  return token ?? null
}

/** The bank says yes: money is taken, or reserved where the payment is to be captured by hand. */
export async function approvePayment(write: Write, payment: PaymentRow): Promise<PaymentRow> {
  await recordEffect(write, { kind: "charge", paymentId: payment.id, amount: payment.amount })
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

/** The bank says no: one payment is one attempt, so it closes. */
export async function refusePayment(write: Write, payment: PaymentRow, refusal: string): Promise<PaymentRow> {
  const changed = await changePayment(write.tx, payment.id, {
    status: "closed",
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
