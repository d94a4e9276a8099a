import type { Stripe } from "stripe"
import type {
  AcquirerCall,
  Authorised,
  AuthoriseRequest,
  Outcome,
  Prepared,
  PrepareRequest,
} from "#ports/acquirer.ts"
import { findCharge, type OurCharge } from "./charges.ts"
import type { StripeLine } from "./client.ts"
import { outcomeOf, refused, take } from "./outcome.ts"
import { carries, metadataOf } from "./prepare.ts"
import { deletedReply, intentReply, type WholeIntentReply, wholeIntentReply } from "./replies.ts"
import { type AttachedCard, parseSavedCard } from "./saved-card.ts"
import type { StripeMode } from "./sessions.ts"
import { cardOf } from "./snapshot.ts"

/** Makes an intent on a kept card. Its id is known before anything can be charged: nothing is confirmed here. */
export async function prepareCharge(
  line: StripeLine,
  mode: StripeMode,
  { operationId }: AcquirerCall,
  request: PrepareRequest & { readonly savedCard: string },
): Promise<Outcome<Prepared>> {
  const card = parseSavedCard(request.savedCard)
  if (card === null) return refused("configuration")
  const metadata = metadataOf(request, { operationId, mode })
  const params = {
    amount: request.amount,
    currency: "gbp",
    customer: card.customer,
    payment_method: card.method,
    allowed_payment_method_types: ["card"],
    capture_method: request.captureMode === "manual" ? "manual" : "automatic_async",
    description: request.description,
    metadata,
  } satisfies Stripe.PaymentIntentCreateParams
  const made = await outcomeOf(line.stripe.paymentIntents.create(params, line.keyed()), intentReply)
  return take(await orForgotten(line, card, made), (intent) => {
    const isAsAsked =
      intent.id.startsWith("pi_") &&
      intent.status === "requires_confirmation" &&
      intent.amount === request.amount &&
      intent.livemode === (mode === "live") &&
      intent.customer === card.customer &&
      intent.payment_method === card.method &&
      carries(intent, metadata)
    return isAsAsked ? { acquirerPaymentId: intent.id, handoff: { kind: "saved_card" } } : null
  })
}

/** Charges the kept card of an intent that `prepareCharge` made, once it is seen to be that of the call. */
export async function chargeSavedCard(
  line: StripeLine,
  mode: StripeMode,
  request: AuthoriseRequest,
): Promise<Outcome<Authorised>> {
  const found = await findCharge(line, mode, request.acquirerPaymentId)
  if (found.kind !== "ok") return found
  const { intent } = found.value
  if (intent.amount !== request.amount) {
    return { kind: "unknown", cause: "mismatch", evidence: found.evidence }
  }
  const confirmed = await outcomeOf(
    line.stripe.paymentIntents.confirm(
      intent.id,
      { off_session: true, expand: ["latest_charge"] },
      line.keyed(),
    ),
    wholeIntentReply,
  )
  const outcome = await orNotPossible(line, intent, confirmed)
  if (outcome.kind !== "ok") return outcome
  if (!isSame(outcome.value, found.value)) {
    return { kind: "unknown", cause: "mismatch", evidence: outcome.evidence }
  }
  return chargedOutcome(outcome)
}

/** A card that is gone ends only what had not been confirmed before: what was, may have been paid with it. */
async function orNotPossible<T>(
  line: StripeLine,
  { status, customer, payment_method: method }: WholeIntentReply,
  outcome: Outcome<T>,
): Promise<Outcome<T>> {
  if (!isMissing(outcome)) return outcome
  if (status !== "requires_confirmation") return { ...outcome, reason: "not_possible" }
  return customer && method ? await orForgotten(line, { customer, method }, outcome) : outcome
}

/** The intent that was looked at, with nothing changed that a confirmation does not change. */
function isSame(after: WholeIntentReply, { intent: before, reference }: OurCharge): boolean {
  return (
    after.id === before.id &&
    after.amount === before.amount &&
    after.livemode === before.livemode &&
    after.customer === before.customer &&
    after.metadata.get("payment_id") === reference
  )
}

/** What else a confirmation can come to is for `fetch` to tell. */
function chargedOutcome({
  value: intent,
  evidence,
}: Extract<Outcome<WholeIntentReply>, { kind: "ok" }>): Outcome<Authorised> {
  const card = cardOf(intent.latest_charge)
  const expiresAt = intent.latest_charge?.payment_method_details?.card?.capture_before ?? null
  const { status, amount, amount_received: captured } = intent
  if (status === "processing") return { kind: "unknown", cause: "in_flight", evidence }
  if (status === "succeeded" && captured !== amount) return { kind: "unknown", cause: "mismatch", evidence }
  if (status === "succeeded" && card !== null) {
    return { kind: "ok", value: { status: "captured", captured, card, savedCard: null }, evidence }
  }
  if (status === "requires_capture" && card !== null && expiresAt !== null) {
    return { kind: "ok", value: { status: "authorised", expiresAt, card, savedCard: null }, evidence }
  }
  return { kind: "unknown", cause: "unrecognised", evidence }
}

/** Deletes the customer whose card it was, and with it what Stripe keeps of the card and of the payee. */
export async function forgetCard(
  line: StripeLine,
  savedCard: string,
): Promise<Outcome<{ readonly forgotten: true }>> {
  const card = parseSavedCard(savedCard)
  if (card === null) return refused("configuration")
  const deleted = await outcomeOf(line.stripe.customers.del(card.customer), deletedReply)
  // One that was deleted before cannot be again.
  const outcome = isMissing(deleted) ? await findDeleted(line, card) : deleted
  return take(outcome, ({ id }) => (id === card.customer ? { forgotten: true } : null))
}

/** A customer or a card that Stripe does not know was forgotten only if the customer is known to be deleted. */
async function orForgotten<T>(
  line: StripeLine,
  card: AttachedCard,
  outcome: Outcome<T>,
): Promise<Outcome<T>> {
  if (!isMissing(outcome)) return outcome
  const deleted = await findDeleted(line, card)
  return deleted.kind === "ok" ? { ...outcome, reason: "do_not_retry" } : outcome
}

function isMissing<T>(outcome: Outcome<T>): outcome is Extract<Outcome<T>, { kind: "refused" }> {
  return outcome.kind === "refused" && outcome.evidence.code === "resource_missing"
}

/** Not ok: the customer is there, was never there, or cannot be asked about. */
async function findDeleted({ stripe }: StripeLine, { customer }: AttachedCard) {
  return await outcomeOf(stripe.customers.retrieve(customer), deletedReply)
}
