import * as v from "valibot"
import type { Evidence, Outcome } from "#ports/acquirer.ts"
import { notOurs } from "#ports/acquirer.ts"
import { listAll, pageOf, type StripeLine } from "./client.ts"
import { outcomeOf, refused } from "./outcome.ts"
import {
  type SessionReply,
  sessionReply,
  sessionRow,
  type WholeSessionReply,
  wholeSessionReply,
} from "./replies.ts"

/** The account's mode: an object of the other one is never ours. */
export type StripeMode = "test" | "live"

/** One of our sessions, and our payment id that it carries. */
export interface OurSession<Session> {
  readonly session: Session
  readonly reference: string
}

/** Ids as Stripe makes them. Anything else is no path to ask for. */
const sessionId = /^cs_\w{1,200}$/
const intentId = /^pi_\w{1,200}$/

export function isIntentId(id: string): boolean {
  return intentId.test(id)
}

/** Finds a session for a call that goes on with it, by its id. */
export async function findSession(
  { stripe }: StripeLine,
  mode: StripeMode,
  acquirerPaymentId: string,
): Promise<Outcome<OurSession<SessionReply>>> {
  if (!sessionId.test(acquirerPaymentId)) return refuseStrange({})
  const found = await outcomeOf(stripe.checkout.sessions.retrieve(acquirerPaymentId), sessionReply)
  return found.kind === "ok" ? ours(found.value, mode, found.evidence) : found
}

/** Finds a session with its intent and charge, by its id. */
export async function findWholeSession(
  { stripe }: StripeLine,
  mode: StripeMode,
  id: string,
): Promise<Outcome<OurSession<WholeSessionReply>>> {
  if (!sessionId.test(id)) return refuseStrange({})
  const found = await outcomeOf(
    stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent.latest_charge"] }),
    wholeSessionReply,
  )
  if (found.kind !== "ok") return found
  return found.value.id === id
    ? ours(found.value, mode, found.evidence)
    : { kind: "unknown", cause: "mismatch", evidence: found.evidence }
}

/** Finds a session with its intent and charge, by its intent's id; null where that is of none. */
export async function findSessionOfIntent(
  { stripe }: StripeLine,
  mode: StripeMode,
  id: string,
): Promise<Outcome<OurSession<WholeSessionReply> | null>> {
  const rows = await outcomeOf(
    stripe.checkout.sessions.list({
      payment_intent: id,
      limit: 1,
      expand: ["data.payment_intent.latest_charge"],
    }),
    pageOf(wholeSessionReply),
  )
  if (rows.kind !== "ok") return rows
  const [session] = rows.value.data
  if (session === undefined) return { ...rows, value: null }
  return session.payment_intent?.id === id
    ? ours(session, mode, rows.evidence)
    : { kind: "unknown", cause: "mismatch", evidence: rows.evidence }
}

/** An account may sell other things as well: what does not carry our id is none of ours. */
function ours<Session extends SessionReply | WholeSessionReply>(
  session: Session,
  mode: StripeMode,
  evidence: Evidence,
): Outcome<OurSession<Session>> {
  if (session.livemode !== (mode === "live")) return { kind: "unknown", cause: "mismatch", evidence }
  const reference = session.metadata.get("payment_id")
  return reference === undefined
    ? refuseStrange(evidence)
    : { kind: "ok", value: { session, reference }, evidence }
}

export function refuseStrange(evidence: Evidence): Outcome<never> {
  return refused("configuration", { ...evidence, code: notOurs })
}

/** Every session made in a stretch of time, with what `row` reads of each. */
export function listSessions(
  { stripe }: StripeLine,
  created: { readonly gte: number; readonly lt?: number },
  mostPages: number,
) {
  return listAll((page) => stripe.checkout.sessions.list({ ...page, created }), sessionRow, mostPages)
}

/** Seconds, rounded down, as Stripe's ranges count them. */
export function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}

/** What a POST on a session answers, where only its state is of interest. */
export const sessionState = v.object({ id: v.string(), status: v.nullable(v.string()) })
