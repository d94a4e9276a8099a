import * as v from "valibot"
import type { FaultName } from "#sandbox-acquirer/faults/fault.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import { changePayment } from "#sandbox-acquirer/payments/payment.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import { invalidRequest } from "#sandbox-acquirer/stripe/answer.ts"
import { planFromCard } from "#sandbox-acquirer/stripe/attempt.ts"
import { cardFields, cardFrom, type ReadCard } from "#sandbox-acquirer/stripe/card-params.ts"
import { attachedCard } from "#sandbox-acquirer/stripe/customer.ts"
import {
  boolean,
  expand,
  metadata,
  positive,
  text,
  webAddress,
} from "#sandbox-acquirer/stripe/read-params.ts"
import type { Effected } from "#sandbox-acquirer/stripe/routes/answer-post.ts"
import { changeFace, findStripePayment, type StripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { viewIntent } from "#sandbox-acquirer/stripe/views/intent.ts"
import { confirmWith } from "./confirm-intent.ts"
import { captureMethods, currency } from "./create-session.ts"
import { insertPayment, referenceFrom, refuseAmount } from "./insert-payment.ts"

/** What of Stripe's parameters the sandbox knows; the others are unknown to it. */
export const createIntentSchema = v.strictObject({
  amount: positive,
  currency,
  allowed_payment_method_types: v.optional(v.array(v.literal("card", "The sandbox takes cards only."))),
  automatic_payment_methods: v.optional(
    v.strictObject({
      enabled: boolean,
      allow_redirects: v.optional(v.picklist(["always", "never"], "Not a choice.")),
    }),
  ),
  capture_method: v.optional(v.picklist(captureMethods, "Not a capture method.")),
  confirm: v.optional(boolean, "false"),
  customer: v.optional(text),
  description: v.optional(text),
  metadata: v.optional(metadata),
  receipt_email: v.optional(text),
  return_url: v.optional(webAddress),
  statement_descriptor: v.optional(text),
  statement_descriptor_suffix: v.optional(text),
  ...cardFields,
  expand,
})

type Params = v.InferOutput<typeof createIntentSchema>

/** An intent is paid when its caller wants; the sandbox forgets it after this. */
const lifeMilliseconds = 3_650 * 86_400_000

/** Makes an intent without a page and, with `confirm`, puts it to the bank at once. */
export async function createIntent(
  write: Write,
  params: Params,
  at: { readonly origin: string; readonly fault: FaultName | null },
): Promise<Effected> {
  const refusal = refuseAmount(params.amount, "amount")
  if (refusal) return { refusal }
  const attached = await attachedCard(write.tx, params)
  if ("refusal" in attached) return attached
  if (attached.card) return createCharge(write, { ...params, card: attached.card }, at.origin)
  const reading = cardFrom(params, write.now)
  if (!reading.ok) return { refusal: reading.answer }
  const made = await insertIntent(write, params, at.origin)
  const { read } = reading
  if (read) await planFromCard(write, made.payment.id, read)
  if (params.confirm) return confirmWith(write, made, read, at.fault === "late-decline")
  if (!read) return { object: await viewIntent(write.tx, made, write.now) }
  return { object: await viewIntent(write.tx, await keepCard(write, made, read), write.now) }
}

type UsedCard = Pick<ReadCard, "card" | "paymentMethod">

/** An intent that waits to charge a kept card. */
async function createCharge(
  write: Write,
  params: Params & { readonly card: UsedCard },
  origin: string,
): Promise<Effected> {
  if (params.confirm) {
    return { refusal: invalidRequest("The sandbox confirms kept cards by themselves.", { param: "confirm" }) }
  }
  const made = await insertIntent(write, params, origin, params.card.paymentMethod)
  return { object: await viewIntent(write.tx, await keepCard(write, made, params.card), write.now) }
}

async function insertIntent(
  write: Write,
  params: Params,
  origin: string,
  chargedCard: string | null = null,
): Promise<StripePayment> {
  const intentId = freshId("pi")
  const given = params.metadata ?? {}
  return insertPayment(
    write,
    {
      reference: referenceFrom({ metadata: given }, intentId),
      amount: params.amount,
      description: params.description ?? "",
      return_url: params.return_url ?? "",
      challenge_return_url: `${origin}/c/intents/${intentId}/checked`,
      expires_at: new Date(write.now.getTime() + lifeMilliseconds),
      agreement_step: chargedCard === null ? null : "charge",
      charged_card: chargedCard,
    },
    {
      ...noSession,
      origin,
      intent_id: intentId,
      intent_created_at: write.now,
      capture_method: params.capture_method ?? "automatic_async",
      intent_metadata: given,
      intent_description: params.description ?? null,
      receipt_email: params.receipt_email ?? null,
      statement_descriptor: params.statement_descriptor ?? null,
      statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
      makes_customer: false,
      customer: params.customer ?? null,
    },
  )
}

const noSession = {
  session_id: null,
  session_metadata: {},
  success_url: null,
  cancel_url: null,
  client_reference_id: null,
  customer_email: null,
  locale: null,
  submit_type: null,
  item_name: null,
  item_description: null,
  quantity: null,
}

/** The card waits for the intent's confirmation. */
async function keepCard({ tx }: Write, { payment }: StripePayment, read: UsedCard): Promise<StripePayment> {
  await changePayment(tx, payment.id, read.card)
  await changeFace(tx, payment.id, { payment_method: read.paymentMethod })
  const kept = await findStripePayment(tx, { payment: payment.id })
  if (!kept) throw new Error("an inserted payment is gone")
  return kept
}
