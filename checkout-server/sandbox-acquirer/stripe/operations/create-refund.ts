import * as v from "valibot"
import { amountLeft } from "#sandbox-acquirer/payments/amount-left.ts"
import { refund } from "#sandbox-acquirer/payments/refund.ts"
import type { Answer, Write } from "#sandbox-acquirer/payments/write.ts"
import { invalidRequest, noSuch, unexpectedState } from "#sandbox-acquirer/stripe/answer.ts"
import { expand, metadata, positive, text } from "#sandbox-acquirer/stripe/read-params.ts"
import type { Effected } from "#sandbox-acquirer/stripe/routes/answer-post.ts"
import { lockStripePayment, type StripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { findCharge } from "#sandbox-acquirer/stripe/views/charge.ts"
import { findRefund, viewRefund } from "#sandbox-acquirer/stripe/views/refund.ts"

export const createRefundSchema = v.strictObject({
  payment_intent: v.optional(text),
  charge: v.optional(text),
  amount: v.optional(positive),
  reason: v.optional(v.picklist(["duplicate", "fraudulent", "requested_by_customer"], "Not a reason.")),
  metadata: v.optional(metadata),
  expand,
})

type Params = v.InferOutput<typeof createRefundSchema>

/** Sends captured money back, in parts if asked, as far as it is not refunded or disputed already. */
export async function createRefund(write: Write, params: Params): Promise<Effected> {
  const named = await lockNamed(write, params)
  if ("refusal" in named) return named
  const { payment, face } = named
  if (payment.status !== "captured") {
    const message = `This PaymentIntent (${face.intent_id}) does not have a successful charge to refund.`
    return { refusal: unexpectedState(message) }
  }
  const left = await amountLeft(write.tx, payment)
  const refusal = refuseRefund(left, params.amount)
  if (refusal) return { refusal }
  const answer = await refund(write, {
    paymentId: payment.id,
    refund_id: null,
    amount: params.amount ?? left,
    metadata: params.metadata ?? {},
    reason: params.reason ?? null,
  })
  const { id } = v.parse(madeSchema, answer.body)
  const made = await findRefund(write.tx, id)
  if (!made) throw new Error("an inserted refund is gone")
  return { object: await viewRefund(write.tx, made) }
}

const madeSchema = v.object({ id: v.string() })

async function lockNamed(
  { tx }: Write,
  { payment_intent, charge }: Params,
): Promise<StripePayment | { readonly refusal: Answer }> {
  if (payment_intent !== undefined) {
    const found = await lockStripePayment(tx, { intent: payment_intent })
    return found ?? { refusal: noSuch("payment_intent", payment_intent, "payment_intent") }
  }
  if (charge === undefined) {
    const message =
      "One of the following params should be provided for this request: payment_intent or charge."
    return { refusal: invalidRequest(message) }
  }
  const charged = await findCharge(tx, charge)
  const found = charged && (await lockStripePayment(tx, { payment: charged.payment_id }))
  return found ?? { refusal: noSuch("charge", charge, "charge") }
}

function refuseRefund(left: number, asked: number | undefined): Answer | null {
  if (left === 0)
    return invalidRequest("The charge has already been refunded.", { code: "charge_already_refunded" })
  if (asked === undefined || asked <= left) return null
  const [amount, most] = [asked, left].map((pence) => `£${(pence / 100).toFixed(2)}`)
  const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${most})`
  return invalidRequest(message, { param: "amount" })
}
