import * as v from "valibot"
import { link, paymentId, timestamp } from "#contract/payment.ts"

/** A refund as `/v1` shows it: GOV.UK Pay's `Refund`. */
export const refund = v.object({
  refund_id: v.pipe(v.string(), v.regex(/^[0-9a-v]{26}$/)),
  payment_id: paymentId,
  amount: v.pipe(v.number(), v.integer(), v.minValue(1), v.description("Pence.")),
  status: v.pipe(
    v.picklist(["submitted", "success", "error"]),
    v.description("An unknown outcome is `submitted`. A `success` can still turn into `error`."),
  ),
  created_date: timestamp,
  settlement_summary: v.object({ settled_date: v.exactOptional(v.pipe(v.string(), v.isoDate())) }),
  _links: v.object({ self: link, payment: link }),
})
export type RefundBody = v.InferOutput<typeof refund>

/** `GET /v1/payments/{payment_id}/refunds`: oldest first. */
export const paymentRefunds = v.object({
  payment_id: paymentId,
  _embedded: v.object({ refunds: v.array(refund) }),
  _links: v.object({ self: link, payment: link }),
})
export type PaymentRefundsBody = v.InferOutput<typeof paymentRefunds>
