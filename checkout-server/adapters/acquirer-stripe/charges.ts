import * as v from "valibot"
import type { AcquirerSnapshot, Outcome } from "#ports/acquirer.ts"
import { listAll, type StripeLine } from "./client.ts"
import { outcomeOf } from "./outcome.ts"
import { intentRow, type WholeIntentReply, wholeIntentReply } from "./replies.ts"
import { isIntentId, refuseStrange, type StripeMode } from "./sessions.ts"

/** An intent of ours that charges a kept card, and our payment id that it carries. There is no session then. */
export interface OurCharge {
  readonly intent: WholeIntentReply
  readonly reference: string
}

/** Our payment id on an intent that charges a kept card; null on any other. */
export function chargeReference(metadata: ReadonlyMap<string, string>): string | null {
  return metadata.get("agreement_step") === "charge" ? (metadata.get("payment_id") ?? null) : null
}

/** Finds the charge of a kept card with what the bank said to it, by its intent's id. */
export async function findCharge(
  { stripe }: StripeLine,
  mode: StripeMode,
  id: string,
): Promise<Outcome<OurCharge>> {
  if (!isIntentId(id)) return refuseStrange({})
  const found = await outcomeOf(
    stripe.paymentIntents.retrieve(id, { expand: ["latest_charge"] }),
    v.union([wholeIntentReply, intentRow]),
  )
  if (found.kind !== "ok") return found
  const { value: intent, evidence } = found
  const reference = chargeReference(intent.metadata)
  if (reference === null) return refuseStrange(evidence)
  if (!("status" in intent)) return { kind: "unknown", cause: "unrecognised", evidence }
  return intent.id === id && intent.livemode === (mode === "live")
    ? { kind: "ok", value: { intent, reference }, evidence }
    : { kind: "unknown", cause: "mismatch", evidence }
}

/** Every intent made since a moment, with what `row` reads of each. */
export function listIntents({ stripe }: StripeLine, created: { readonly gte: number }, mostPages: number) {
  return listAll((page) => stripe.paymentIntents.list({ ...page, created }), intentRow, mostPages)
}

/** Where the charge of a kept card stands: refused once, it is over, because nobody is there to try another card. */
export function chargeStatus({
  status,
  last_payment_error: error,
}: WholeIntentReply): AcquirerSnapshot["status"] {
  switch (status) {
    case "succeeded":
      return "captured"
    case "requires_capture":
      return "authorised"
    case "processing":
      return "pending"
    case "canceled":
      return "closed"
    case "requires_payment_method":
      return error ? "closed" : "open"
    // Off session no bank's check is opened; one that were could be answered by nobody, and is voided.
    case "requires_action":
    case "requires_confirmation":
      return "open"
  }
}
