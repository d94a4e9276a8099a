import * as v from "valibot"
import { freshId } from "#sandbox-acquirer/ids.ts"
import type { Answer, Write } from "#sandbox-acquirer/payments/write.ts"
import { invalidRequest } from "#sandbox-acquirer/stripe/answer.ts"
import {
  boolean,
  expand,
  integer,
  metadata,
  positive,
  text,
  webAddress,
} from "#sandbox-acquirer/stripe/read-params.ts"
import { viewSession } from "#sandbox-acquirer/stripe/views/session.ts"
import { insertPayment, referenceFrom, refuseAmount } from "./insert-payment.ts"

const minute = 60
const hour = 60 * minute
/** A session lives this long, in seconds; left out, as long as it may. */
const lifeMin = 30 * minute
const lifeMax = 24 * hour

export const captureMethods = ["automatic", "automatic_async", "manual"] as const
export const currency = v.pipe(
  text,
  v.check((code) => code.toLowerCase() === "gbp", "The sandbox takes gbp only."),
)

const lineItem = v.strictObject({
  quantity: v.optional(positive, "1"),
  price_data: v.strictObject({
    currency,
    unit_amount: positive,
    product_data: v.strictObject({
      name: text,
      description: v.optional(text),
      metadata: v.optional(metadata),
    }),
  }),
})

/** What of Stripe's parameters the sandbox knows; the others are unknown to it. */
export const createSessionSchema = v.strictObject({
  mode: v.literal("payment", "The sandbox has payments only."),
  line_items: v.pipe(v.array(lineItem), v.length(1, "The sandbox takes one line item.")),
  success_url: webAddress,
  cancel_url: v.optional(webAddress),
  allowed_payment_method_types: v.optional(v.array(v.literal("card", "The sandbox takes cards only."))),
  payment_intent_data: v.optional(
    v.strictObject({
      capture_method: v.optional(v.picklist(captureMethods, "Not a capture method.")),
      description: v.optional(text),
      metadata: v.optional(metadata),
      receipt_email: v.optional(text),
      setup_future_usage: v.optional(
        v.literal("off_session", "The sandbox keeps cards for later charges only."),
      ),
      statement_descriptor: v.optional(text),
      statement_descriptor_suffix: v.optional(text),
    }),
  ),
  metadata: v.optional(metadata),
  client_reference_id: v.optional(v.pipe(text, v.maxLength(200, "Up to 200 characters."))),
  customer_email: v.optional(text),
  expires_at: v.optional(integer),
  locale: v.optional(text),
  submit_type: v.optional(v.picklist(["auto", "book", "donate", "pay"], "Not a submit type.")),
  ui_mode: v.optional(v.literal("hosted_page", "The sandbox has hosted pages only.")),
  adaptive_pricing: v.optional(v.strictObject({ enabled: boolean })),
  billing_address_collection: v.optional(v.literal("auto", "The sandbox collects no addresses.")),
  customer_creation: v.optional(v.picklist(["always", "if_required"], "Not a choice.")),
  phone_number_collection: v.optional(v.strictObject({ enabled: boolean })),
  expand,
})

type Params = v.InferOutput<typeof createSessionSchema>

/** Makes a session with a page on which a card can pay. Moves no money. */
export async function createSession(
  write: Write,
  params: Params,
  origin: string,
): Promise<{ readonly refusal: Answer } | { readonly object: ReturnType<typeof viewSession> }> {
  const [item] = params.line_items
  if (!item) throw new Error("a list of one is empty")
  const { unit_amount, product_data } = item.price_data
  const amount = unit_amount * item.quantity
  const expiresAt = params.expires_at ?? Math.floor(write.now.getTime() / 1000) + lifeMax
  const refusal =
    refuseAmount(amount, "line_items[0][price_data][unit_amount]") ?? refuseExpiry(expiresAt, write.now)
  if (refusal) return { refusal }
  const sessionId = `cs_test_${freshId("a1").replace("_", "")}`
  const intentId = freshId("pi")
  const intent = params.payment_intent_data ?? {}
  const found = await insertPayment(
    write,
    {
      reference: referenceOfSession(params) ?? intentId,
      amount,
      description: intent.description ?? product_data.name,
      return_url: params.success_url,
      challenge_return_url: `${origin}/c/pay/${sessionId}/checked`,
      expires_at: new Date(expiresAt * 1000),
      agreement_step: intent.setup_future_usage === undefined ? null : "set_up",
      charged_card: null,
    },
    {
      origin,
      intent_id: intentId,
      intent_created_at: null,
      capture_method: intent.capture_method ?? "automatic_async",
      intent_metadata: intent.metadata ?? {},
      intent_description: intent.description ?? null,
      receipt_email: intent.receipt_email ?? null,
      statement_descriptor: intent.statement_descriptor ?? null,
      statement_descriptor_suffix: intent.statement_descriptor_suffix ?? null,
      session_id: sessionId,
      session_metadata: params.metadata ?? {},
      success_url: params.success_url,
      cancel_url: params.cancel_url ?? null,
      client_reference_id: params.client_reference_id ?? null,
      customer_email: params.customer_email ?? null,
      locale: params.locale ?? null,
      submit_type: params.submit_type ?? null,
      item_name: product_data.name,
      item_description: product_data.description ?? null,
      quantity: item.quantity,
      // A card can only be kept of somebody.
      makes_customer: params.customer_creation === "always" || intent.setup_future_usage !== undefined,
      customer: null,
    },
  )
  return { object: viewSession(found, write.now) }
}

/** The reference that the payment will have; null where the caller names none. */
export function referenceOfSession(params: Params): string | null {
  const named = {
    client_reference_id: params.client_reference_id ?? null,
    metadata: { ...params.payment_intent_data?.metadata, ...params.metadata },
  }
  const reference = referenceFrom(named, "")
  return reference === "" ? null : reference
}

function refuseExpiry(expiresAt: number, now: Date): Answer | null {
  const life = expiresAt - Math.floor(now.getTime() / 1000)
  if (life >= lifeMin && life <= lifeMax) return null
  const bound = life < lifeMin ? "at least 30 minutes" : "less than 24 hours"
  const message = `The \`expires_at\` timestamp must be ${bound} from Checkout Session creation.`
  return invalidRequest(message, { param: "expires_at" })
}
