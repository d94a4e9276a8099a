import * as v from "valibot"
import { capture } from "#sandbox-acquirer/payments/capture.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import { invalidRequest, noSuch, unexpectedState } from "#sandbox-acquirer/stripe/answer.ts"
import { boolean, expand, positive } from "#sandbox-acquirer/stripe/read-params.ts"
import type { Effected } from "#sandbox-acquirer/stripe/routes/answer-post.ts"
import { findStripePayment, lockStripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { intentStatus, viewIntent } from "#sandbox-acquirer/stripe/views/intent.ts"

export const captureIntentSchema = v.strictObject({
  amount_to_capture: v.optional(positive),
  final_capture: v.optional(boolean),
  expand,
})

/** Takes an authorised amount, all of it or less, once; what is not taken is released. */
export async function captureIntent(
  write: Write,
  params: { readonly id: string; readonly amount_to_capture?: number | undefined },
): Promise<Effected> {
  const { id } = params
  const found = await lockStripePayment(write.tx, { intent: id })
  if (!found) return { refusal: noSuch("payment_intent", id, "intent") }
  const status = intentStatus(found, write.now)
  if (status !== "requires_capture") {
    const message = `This PaymentIntent could not be captured because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`
    return { refusal: unexpectedState(message) }
  }
  const { payment, face } = found
  const amount = params.amount_to_capture ?? payment.authorised
  if (amount > payment.authorised) {
    const message = "The amount to capture is greater than the amount that can be captured."
    return { refusal: invalidRequest(message, { code: "amount_too_large", param: "amount_to_capture" }) }
  }
  await capture(write, { paymentId: payment.id, amount }, face.origin)
  const captured = await findStripePayment(write.tx, { intent: id })
  if (!captured) throw new Error("a locked intent is gone")
  return { object: await viewIntent(write.tx, captured, write.now) }
}
