import type { Pence } from "#domain/money.ts"
import type { CaptureRequest, Outcome, RefundRequest, RefundSnapshot } from "#ports/acquirer.ts"
import { findCharge } from "./charges.ts"
import type { StripeLine } from "./client.ts"
import { outcomeOf, refused, take } from "./outcome.ts"
import { intentReply, refundReply } from "./replies.ts"
import { findSession, isIntentId, type StripeMode, sessionState } from "./sessions.ts"
import { refundOf } from "./snapshot.ts"

/** The intent of a session, where it has one yet, or that of a charge on a kept card. */
interface OurIntent {
  readonly id: string | null
  readonly reference: string
}

/** Finds the intent of one of our payments, by the payment's id at Stripe. */
export async function findIntent(
  line: StripeLine,
  mode: StripeMode,
  id: string,
): Promise<Outcome<OurIntent>> {
  if (isIntentId(id)) {
    const found = await findCharge(line, mode, id)
    return take(found, ({ reference }) => ({ id, reference }))
  }
  const found = await findSession(line, mode, id)
  return take(found, ({ session, reference }) => ({ id: session.payment_intent ?? null, reference }))
}

/** Takes an authorised amount through the payment's intent. */
export async function capture(
  line: StripeLine,
  mode: StripeMode,
  { acquirerPaymentId, amount }: CaptureRequest,
): Promise<Outcome<{ readonly captured: Pence }>> {
  const found = await findIntent(line, mode, acquirerPaymentId)
  if (found.kind !== "ok") return found
  const { id: intentId } = found.value
  if (!intentId) return refused("not_possible", found.evidence)
  const outcome = await outcomeOf(
    line.stripe.paymentIntents.capture(intentId, { amount_to_capture: amount }, line.keyed()),
    intentReply,
  )
  return take(outcome, (intent) =>
    intent.id === intentId && intent.status === "succeeded" && intent.amount_received === amount
      ? { captured: intent.amount_received }
      : null,
  )
}

/** Sends money back through the payment's intent; our refund id travels in its metadata. */
export async function refund(
  line: StripeLine,
  mode: StripeMode,
  { acquirerPaymentId, refundId, amount }: RefundRequest,
): Promise<Outcome<RefundSnapshot>> {
  const found = await findIntent(line, mode, acquirerPaymentId)
  if (found.kind !== "ok") return found
  const { id: intentId, reference } = found.value
  if (!intentId) return refused("not_possible", found.evidence)
  const metadata = { refund_id: refundId, payment_id: reference }
  const outcome = await outcomeOf(
    line.stripe.refunds.create({ payment_intent: intentId, amount, metadata }, line.keyed()),
    refundReply,
  )
  return take(outcome, (reply) => {
    const same = reply.payment_intent === intentId && reply.metadata.get("refund_id") === refundId
    return same && reply.amount === amount ? refundOf(reply) : null
  })
}

type Voided = Outcome<{ readonly voided: true }>

/**
 * Makes sure that nothing can be charged: an open session expires, an intent that holds no money of ours is cancelled.
 * A payee may pay in the same moment, or stand before the bank's page: what is left is looked at again, once. A charge
 * on a kept card is its intent alone.
 */
export async function voidPayment(
  line: StripeLine,
  mode: StripeMode,
  acquirerPaymentId: string,
): Promise<Voided> {
  if (isIntentId(acquirerPaymentId)) {
    const charge = await findCharge(line, mode, acquirerPaymentId)
    return charge.kind === "ok" ? await release(line, acquirerPaymentId) : charge
  }
  const found = await findSession(line, mode, acquirerPaymentId)
  if (found.kind !== "ok") return found
  const { status, payment_intent: intentId } = found.value.session
  if (status !== "open") return await release(line, intentId)
  const expired = await outcomeOf(
    line.stripe.checkout.sessions.expire(acquirerPaymentId, {}, line.keyed()),
    sessionState,
  )
  const closed = take(expired, ({ id, status }) =>
    id === acquirerPaymentId && status === "expired" ? { voided: true as const } : null,
  )
  if (closed.kind !== "ok" && closed.kind !== "refused") return closed
  const again = await findSession(line, mode, acquirerPaymentId)
  if (again.kind !== "ok") return again
  const isRefused = closed.kind === "refused" && again.value.session.status === "open"
  return isRefused ? closed : await release(line, again.value.session.payment_intent)
}

/** What a session that is no longer open has left: nothing, or an intent. */
async function release(line: StripeLine, intentId: string | null | undefined): Promise<Voided> {
  if (!intentId) return { kind: "ok", value: { voided: true }, evidence: {} }
  const found = await outcomeOf(line.stripe.paymentIntents.retrieve(intentId), intentReply)
  if (found.kind !== "ok") return found
  if (found.value.status === "canceled") {
    return { kind: "ok", value: { voided: true }, evidence: found.evidence }
  }
  if (found.value.status === "succeeded") return refused("not_possible", found.evidence)
  // A key of its own: the session's expiry may have used the call's.
  const cancelled = await outcomeOf(
    line.stripe.paymentIntents.cancel(intentId, {}, line.keyed("cancel")),
    intentReply,
  )
  return take(cancelled, ({ id, status }) =>
    id === intentId && status === "canceled" ? { voided: true } : null,
  )
}
