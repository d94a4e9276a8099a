import type { AcquirerSnapshot, Outcome, ReferenceMatches, ReferenceSearch } from "#ports/acquirer.ts"
import { chargeReference, findCharge, listIntents, type OurCharge } from "./charges.ts"
import { type Listing, listAll, type StripeLine } from "./client.ts"
import {
  type DisputeReply,
  disputeReply,
  type RefundReply,
  refundReply,
  type WholeIntentReply,
  type WholeSessionReply,
} from "./replies.ts"
import {
  findSessionOfIntent,
  findWholeSession,
  isIntentId,
  listSessions,
  type OurSession,
  type StripeMode,
  toSeconds,
} from "./sessions.ts"
import { snapshotOf, snapshotOfCharge } from "./snapshot.ts"

/** Refunds or disputes of one payment: five hundred are more than its pence are worth reading. */
const mostPages = 5

/** Sessions, and intents, looked through for one payment: those of about a day. */
const mostSearchPages = 20

/**
 * Stripe's word on one payment, by its session's id or its intent's. The snapshot has the session's, but for the charge
 * of a kept card, which has none.
 */
export async function fetchPayment(
  line: StripeLine,
  mode: StripeMode,
  id: string,
): Promise<Outcome<AcquirerSnapshot>> {
  const found = await findWhole(line, mode, id)
  if (found.kind !== "ok") return found
  const { evidence } = found
  const whole = found.value
  if ("intent" in whole) {
    const after = await listAfter(line, whole.intent)
    if (after.kind !== "ok") return after
    return { kind: "ok", value: snapshotOfCharge({ ...whole, ...after.value }), evidence }
  }
  const { session, reference } = whole
  if (!isOneSum(session, mode)) return { kind: "unknown", cause: "mismatch", evidence }
  const after = await listAfter(line, session.payment_intent)
  if (after.kind !== "ok") return after
  const snapshot = snapshotOf({ session, reference, ...after.value })
  return snapshot === null
    ? { kind: "unknown", cause: "unrecognised", evidence }
    : { kind: "ok", value: snapshot, evidence }
}

async function findWhole(
  line: StripeLine,
  mode: StripeMode,
  id: string,
): Promise<Outcome<OurSession<WholeSessionReply> | OurCharge>> {
  if (!isIntentId(id)) return await findWholeSession(line, mode, id)
  const found = await findSessionOfIntent(line, mode, id)
  if (found.kind !== "ok") return found
  return found.value === null ? await findCharge(line, mode, id) : { ...found, value: found.value }
}

function isOneSum({ amount_total, payment_intent: intent }: WholeSessionReply, mode: StripeMode): boolean {
  return intent === null || (intent.amount === amount_total && intent.livemode === (mode === "live"))
}

interface AfterCapture {
  readonly refunds: readonly RefundReply[]
  readonly disputes: readonly DisputeReply[]
}

/** Asked for only where money was taken: an authorisation that is let go has a refund of its own at Stripe. */
async function listAfter(
  { stripe }: StripeLine,
  intent: WholeIntentReply | null,
): Promise<Outcome<AfterCapture>> {
  if (intent?.status !== "succeeded") {
    return { kind: "ok", value: { refunds: [], disputes: [] }, evidence: {} }
  }
  const of = { payment_intent: intent.id }
  const [refunds, disputes] = await Promise.all([
    listAll((page) => stripe.refunds.list({ ...page, ...of }), refundReply, mostPages),
    listAll((page) => stripe.disputes.list({ ...page, ...of }), disputeReply, mostPages),
  ])
  if (refunds.kind !== "ok") return refunds
  if (disputes.kind !== "ok") return disputes
  return isWhole(refunds.value) && isWhole(disputes.value)
    ? {
        kind: "ok",
        value: { refunds: refunds.value.rows.toReversed(), disputes: disputes.value.rows.toReversed() },
        evidence: refunds.evidence,
      }
    : { kind: "unknown", cause: "unrecognised", evidence: { ...refunds.evidence, code: "list_too_long" } }
}

function isWhole({ complete }: Listing<unknown>): boolean {
  return complete
}

/**
 * Looks through the sessions made since a moment, and the intents of kept cards, for those of one of our payments.
 * Stripe's search would be shorter, but does not show what was just written.
 */
export async function findByReference(
  line: StripeLine,
  mode: StripeMode,
  { paymentId, createdAfter }: ReferenceSearch,
): Promise<Outcome<ReferenceMatches>> {
  const created = { gte: toSeconds(createdAfter) }
  const [listed, intents] = await Promise.all([
    listSessions(line, created, mostSearchPages),
    listIntents(line, created, mostSearchPages),
  ])
  if (listed.kind !== "ok") return listed
  if (intents.kind !== "ok") return intents
  const sessions = listed.value.rows.filter(({ metadata }) => metadata.get("payment_id") === paymentId)
  const charges = intents.value.rows.filter(({ metadata }) => chargeReference(metadata) === paymentId)
  const complete = isWhole(listed.value) && isWhole(intents.value)
  const snapshots: AcquirerSnapshot[] = []
  for (const { id } of [...sessions.toReversed(), ...charges.toReversed()]) {
    const outcome = await fetchPayment(line, mode, id)
    if (outcome.kind !== "ok") return outcome
    snapshots.push(outcome.value)
  }
  return { kind: "ok", value: { snapshots, complete }, evidence: listed.evidence }
}
