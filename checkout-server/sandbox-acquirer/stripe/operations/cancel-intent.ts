import * as v from "valibot"
import { voidPayment } from "#sandbox-acquirer/payments/void.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import { noSuch, unexpectedState } from "#sandbox-acquirer/stripe/answer.ts"
import { expand } from "#sandbox-acquirer/stripe/read-params.ts"
import type { Effected } from "#sandbox-acquirer/stripe/routes/answer-post.ts"
import { changeFace, findStripePayment, lockStripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { intentStatus, viewIntent } from "#sandbox-acquirer/stripe/views/intent.ts"
import { isOfOpenSession } from "./confirm-intent.ts"

export const cancelIntentSchema = v.strictObject({
  cancellation_reason: v.optional(
    v.picklist(["abandoned", "duplicate", "fraudulent", "requested_by_customer"], "Not a reason."),
  ),
  expand,
})

/** Makes sure that an intent takes no money; authorised, it is released. */
export async function cancelIntent(
  write: Write,
  params: v.InferOutput<typeof cancelIntentSchema> & { readonly id: string },
): Promise<Effected> {
  const { id } = params
  const found = await lockStripePayment(write.tx, { intent: id })
  if (!found) return { refusal: noSuch("payment_intent", id, "intent") }
  if (isOfOpenSession(found, write.now)) {
    const message =
      "You cannot cancel this PaymentIntent because it was created by Checkout. To cancel this PaymentIntent, expire the Checkout Session."
    return { refusal: unexpectedState(message) }
  }
  const status = intentStatus(found, write.now)
  if (status === "succeeded" || status === "canceled" || status === "processing") {
    const message = `You cannot cancel this PaymentIntent because it has a status of ${status}.`
    return { refusal: unexpectedState(message) }
  }
  await changeFace(write.tx, found.payment.id, {
    cancelled_at: write.now,
    cancellation_reason: params.cancellation_reason ?? null,
  })
  await voidPayment(write, found.payment.id, found.face.origin)
  const cancelled = await findStripePayment(write.tx, { intent: id })
  if (!cancelled) throw new Error("a locked intent is gone")
  return { object: await viewIntent(write.tx, cancelled, write.now) }
}
