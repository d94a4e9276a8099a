import * as v from "valibot"
import { createPaymentRequest } from "#contract/create-payment-request.ts"

const { amount } = createPaymentRequest.entries

/** `POST /v1/payments/{payment_id}/refunds`: how much to send back. Unknown members are ignored. */
export const createRefundRequest = v.object({
  amount,
  refund_amount_available: v.exactOptional(
    v.pipe(
      amount,
      v.description(
        "Pence. If sent, the refund is made only while this is `refund_summary.amount_available`.",
      ),
    ),
  ),
})
