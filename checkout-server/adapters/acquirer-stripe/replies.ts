import * as v from "valibot"
import { type Instant, instant, secondMilliseconds } from "#domain/instant.ts"
import { exactPence, type Pence } from "#domain/money.ts"

/** An amount that has no direction. */
const wirePence = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.transform((value): Pence => exactPence(value)),
)

/** Stripe counts seconds. */
export const wireInstant = v.pipe(
  v.number(),
  v.safeInteger(),
  v.transform((seconds): Instant => instant(seconds * secondMilliseconds)),
)

const metadata = v.pipe(
  v.nullish(v.record(v.string(), v.string()), {}),
  v.transform((pairs) => new Map(Object.entries(pairs))),
)

/** An object inside another, as its id or whole, for its id. */
export const idOfPart = v.union([
  v.string(),
  v.pipe(
    v.object({ id: v.string() }),
    v.transform(({ id }) => id),
  ),
])

const chargeReply = v.object({
  payment_method_details: v.nullable(
    v.object({
      card: v.nullish(
        v.object({
          brand: v.nullable(v.string()),
          last4: v.nullable(v.string()),
          exp_month: v.number(),
          exp_year: v.number(),
          capture_before: v.nullish(wireInstant),
        }),
      ),
    }),
  ),
})
export type ChargeReply = v.InferOutput<typeof chargeReply>

/** A payment intent. New fields may join; a new status or currency is not recognised. */
export const intentReply = v.object({
  id: v.string(),
  livemode: v.boolean(),
  status: v.picklist([
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "requires_capture",
    "canceled",
    "succeeded",
  ]),
  amount: wirePence,
  amount_received: wirePence,
  currency: v.literal("gbp"),
  metadata,
  customer: v.nullish(idOfPart),
  payment_method: v.nullish(idOfPart),
  setup_future_usage: v.nullish(v.string()),
})

/** An intent with what `fetch` expands. */
export const wholeIntentReply = v.object({
  ...intentReply.entries,
  last_payment_error: v.nullish(
    v.object({ code: v.optional(v.string()), decline_code: v.optional(v.string()) }),
  ),
  latest_charge: v.nullable(chargeReply),
})
export type WholeIntentReply = v.InferOutput<typeof wholeIntentReply>

/** An intent as far as anyone's, whatever it is for. */
export const intentRow = v.object({ id: v.string(), object: v.literal("payment_intent"), metadata })

/** A session as far as anyone's, whatever it sells: for lists, where others' stand between ours. */
export const sessionRow = v.object({
  id: v.string(),
  metadata,
  payment_intent: v.nullish(idOfPart),
})
export type SessionRow = v.InferOutput<typeof sessionRow>

/** A Checkout session that takes one payment. */
export const sessionReply = v.object({
  ...sessionRow.entries,
  livemode: v.boolean(),
  status: v.picklist(["open", "complete", "expired"]),
  url: v.nullish(v.string()),
  client_reference_id: v.nullish(v.string()),
  amount_total: wirePence,
  currency: v.literal("gbp"),
})
export type SessionReply = v.InferOutput<typeof sessionReply>

/** A session with its payment intent, and that with its charge. */
export const wholeSessionReply = v.object({
  ...sessionReply.entries,
  payment_intent: v.nullable(wholeIntentReply),
})
export type WholeSessionReply = v.InferOutput<typeof wholeSessionReply>

/** A customer that is no more. */
export const deletedReply = v.object({ id: v.string(), deleted: v.literal(true) })

export const refundReply = v.object({
  id: v.string(),
  payment_intent: v.nullish(idOfPart),
  amount: wirePence,
  currency: v.literal("gbp"),
  status: v.picklist(["pending", "requires_action", "succeeded", "failed", "canceled"]),
  metadata,
})
export type RefundReply = v.InferOutput<typeof refundReply>

export const disputeReply = v.object({
  id: v.string(),
  payment_intent: v.nullish(idOfPart),
  amount: wirePence,
  currency: v.literal("gbp"),
  reason: v.string(),
  status: v.picklist([
    "warning_needs_response",
    "warning_under_review",
    "warning_closed",
    "prevented",
    "needs_response",
    "under_review",
    "won",
    "lost",
    "appeal_needs_response",
    "appeal_under_review",
  ]),
  evidence_details: v.object({ due_by: v.nullish(wireInstant) }),
  created: wireInstant,
})
export type DisputeReply = v.InferOutput<typeof disputeReply>

/** An event of the list or of a webhook, as far as it points at a payment. */
export const eventReply = v.object({
  id: v.string(),
  object: v.literal("event"),
  type: v.string(),
  created: wireInstant,
  livemode: v.boolean(),
  data: v.object({
    object: v.object({
      object: v.string(),
      id: v.optional(v.string()),
      payment_intent: v.nullish(idOfPart),
      metadata,
    }),
  }),
})
export type EventReply = v.InferOutput<typeof eventReply>
