import type { Outcome } from "#ports/acquirer.ts"
import { chargeReference } from "./charges.ts"
import { pageOf, type StripeLine } from "./client.ts"
import { outcomeOf } from "./outcome.ts"
import { intentRow, type SessionRow, sessionRow } from "./replies.ts"

/** What an intent is of: a session of ours, or itself where it charges a kept card. */
export interface IntentOwner {
  readonly acquirerPaymentId: string
  readonly reference: string
}

/** The payments of intents; null where an intent is none of ours. */
export type IntentOwners = ReadonlyMap<string, IntentOwner | null>

/** Questions at once: Stripe is spared. */
const sideBySide = 8

/** Completes `known` with the payments of `intents`, each asked about by itself. */
export async function findOwners(
  line: StripeLine,
  intents: Iterable<string>,
  known: IntentOwners = new Map(),
): Promise<Outcome<IntentOwners>> {
  const owners = new Map(known)
  const missing = [...new Set(intents)].filter((intent) => !owners.has(intent))
  for (let first = 0; first < missing.length; first += sideBySide) {
    const asked = missing.slice(first, first + sideBySide)
    const answers = await Promise.all(asked.map((intent) => findOwner(line, intent)))
    for (const [index, answer] of answers.entries()) {
      if (answer.kind !== "ok") return answer
      owners.set(asked[index] ?? "", answer.value)
    }
  }
  return { kind: "ok", value: owners, evidence: {} }
}

async function findOwner({ stripe }: StripeLine, intent: string): Promise<Outcome<IntentOwner | null>> {
  const sessions = await outcomeOf(
    stripe.checkout.sessions.list({ payment_intent: intent, limit: 1 }),
    pageOf(sessionRow),
  )
  if (sessions.kind !== "ok") return sessions
  const [session] = sessions.value.data
  if (session !== undefined) return { ...sessions, value: ownerOf(session) }
  const found = await outcomeOf(stripe.paymentIntents.retrieve(intent), intentRow)
  // One that Stripe does not know is nobody's.
  if (found.kind === "refused") return { ...sessions, value: null }
  return found.kind === "ok" ? { ...found, value: chargeOwner(found.value) } : found
}

/** What a session says of its intent; null where it is none of ours. */
export function ownerOf({ id, metadata }: Pick<SessionRow, "id" | "metadata">): IntentOwner | null {
  const reference = metadata.get("payment_id")
  return reference === undefined ? null : { acquirerPaymentId: id, reference }
}

/** What an intent says of itself; null where it charges no kept card of ours. */
export function chargeOwner({ id, metadata }: Pick<SessionRow, "id" | "metadata">): IntentOwner | null {
  const reference = chargeReference(metadata)
  return reference === null ? null : { acquirerPaymentId: id, reference }
}
