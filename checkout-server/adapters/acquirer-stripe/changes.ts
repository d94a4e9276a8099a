import type { Stripe } from "stripe"
import type { ChangePage, ChangesFrom, Outcome } from "#ports/acquirer.ts"
import { listAll, pageOf, type StripeLine } from "./client.ts"
import { chargeOwner, findOwners, type IntentOwner, type IntentOwners, ownerOf } from "./intent-owners.ts"
import { pointerOf } from "./notification.ts"
import { outcomeOf } from "./outcome.ts"
import { type EventReply, eventReply } from "./replies.ts"
import { toSeconds } from "./sessions.ts"

/** Events after which a payment, its refunds or its disputes may stand otherwise. */
export const changeTypes = [
  "checkout.session.completed",
  "checkout.session.expired",
  "payment_intent.amount_capturable_updated",
  "payment_intent.canceled",
  "payment_intent.payment_failed",
  "payment_intent.succeeded",
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
] as const satisfies readonly Stripe.WebhookEndpointCreateParams.EnabledEvent[]

/** Each event may need a question about its session, and all must fit in the time of the call. */
const pageSize = 50

/** Only where nothing happened before: an account that is new. */
const mostPages = 50

/** What happened, oldest first. Others' payments in the same account are passed over. Stripe keeps it for 30 days. */
export async function listChanges(line: StripeLine, from: ChangesFrom): Promise<Outcome<ChangePage>> {
  const listed = await listEvents(line, from)
  if (listed.kind !== "ok") return listed
  const { events, complete, before } = listed.value
  const { known, asked } = pointersOf(events)
  const owners = await findOwners(line, asked, known)
  if (owners.kind !== "ok") return owners
  const changes = events.flatMap((event) => {
    const owner = ownerOfEvent(event, owners.value)
    return owner === null ? [] : [{ ...owner, at: event.created }]
  })
  const nextCursor = events.at(-1)?.id ?? before
  return { kind: "ok", value: { changes, nextCursor, complete }, evidence: listed.evidence }
}

interface EventPage {
  /** Oldest first. */
  readonly events: readonly EventReply[]
  readonly complete: boolean
  /** The event before the first of them. */
  readonly before: string | null
}

/** Stripe's lists begin with the newest; read forwards from an event, they give the next ones. */
async function listEvents(line: StripeLine, from: ChangesFrom): Promise<Outcome<EventPage>> {
  const { stripe } = line
  const types = [...changeTypes]
  if ("cursor" in from) return await listEventsAfter(line, from.cursor)
  const since = toSeconds(from.since)
  const before = await outcomeOf(
    stripe.events.list({ types, created: { lt: since }, limit: 1 }),
    pageOf(eventReply),
  )
  if (before.kind !== "ok") return before
  const [last] = before.value.data
  if (last !== undefined) return await listEventsAfter(line, last.id)
  const all = await listAll(
    (page) => stripe.events.list({ ...page, types, created: { gte: since } }),
    eventReply,
    mostPages,
  )
  if (all.kind !== "ok") return all
  if (!all.value.complete) {
    return { kind: "unknown", cause: "unrecognised", evidence: { ...all.evidence, code: "list_too_long" } }
  }
  const events = all.value.rows.toReversed()
  const value = { events: events.slice(0, pageSize), complete: events.length <= pageSize, before: null }
  return { kind: "ok", value, evidence: all.evidence }
}

async function listEventsAfter({ stripe }: StripeLine, cursor: string): Promise<Outcome<EventPage>> {
  const page = await outcomeOf(
    stripe.events.list({ types: [...changeTypes], ending_before: cursor, limit: pageSize }),
    pageOf(eventReply),
  )
  if (page.kind !== "ok") return page
  const { data, has_more } = page.value
  if (data.length === 0 && has_more) {
    return { kind: "unknown", cause: "unrecognised", evidence: page.evidence }
  }
  const value = { events: data.toReversed(), complete: !has_more, before: cursor }
  return { kind: "ok", value, evidence: page.evidence }
}

/** What the events say themselves of intents and their sessions, and the intents that must be asked about. */
function pointersOf(events: readonly EventReply[]) {
  const known = new Map<string, IntentOwner | null>()
  const asked: string[] = []
  for (const event of events) {
    const { object } = event.data
    const pointer = pointerOf(event)
    if (object.object === "checkout.session" && object.payment_intent) {
      known.set(object.payment_intent, sessionOwner(event))
    } else if (pointer?.startsWith("pi_")) {
      // We put our id on every intent of ours: one without is a stranger's, and a kept card's says so.
      const isIntent = object.object === "payment_intent"
      const charge = isIntent ? chargeOwner({ id: pointer, metadata: object.metadata }) : null
      const isTold = charge !== null || (isIntent && !object.metadata.has("payment_id"))
      if (isTold) known.set(pointer, charge)
      else asked.push(pointer)
    }
  }
  return { known, asked }
}

function sessionOwner({ data: { object } }: EventReply): IntentOwner | null {
  return object.id === undefined ? null : ownerOf({ id: object.id, metadata: object.metadata })
}

function ownerOfEvent(event: EventReply, owners: IntentOwners): IntentOwner | null {
  return event.data.object.object === "checkout.session"
    ? sessionOwner(event)
    : (owners.get(pointerOf(event) ?? "") ?? null)
}
