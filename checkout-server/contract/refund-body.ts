import { paymentUrl } from "#contract/payment-links.ts"
import type { PaymentRefundsBody, RefundBody } from "#contract/refund.ts"
import type { Refund, RefundState } from "#domain/refunds/refund.ts"
import { utcTimestamp } from "#domain/webhooks/timestamp.ts"

/** What a body needs beside the refund: the public address of checkout and API, without a trailing slash. */
interface RefundView {
  readonly checkoutUrl: string
}

/** The refund as it goes over the wire. */
export function refundBody(refund: Refund, { checkoutUrl }: RefundView): RefundBody {
  const payment = paymentUrl(checkoutUrl, refund.paymentId)
  return {
    refund_id: refund.id,
    payment_id: refund.paymentId,
    amount: refund.amount,
    status: statuses[refund.state],
    created_date: utcTimestamp(refund.createdAt),
    settlement_summary: {},
    _links: {
      self: { href: `${payment}/refunds/${refund.id}`, method: "GET" },
      payment: { href: payment, method: "GET" },
    },
  }
}

/** A payment's refunds over the wire, as they are given. */
export function paymentRefundsBody(
  paymentId: string,
  refunds: readonly Refund[],
  view: RefundView,
): PaymentRefundsBody {
  const payment = paymentUrl(view.checkoutUrl, paymentId)
  return {
    payment_id: paymentId,
    _embedded: { refunds: refunds.map((refund) => refundBody(refund, view)) },
    _links: {
      self: { href: `${payment}/refunds`, method: "GET" },
      payment: { href: payment, method: "GET" },
    },
  }
}

/** What people still look at may have been sent: it is not an error. */
const statuses: Readonly<Record<RefundState, RefundBody["status"]>> = {
  submitted: "submitted",
  needs_operator: "submitted",
  succeeded: "success",
  failed: "error",
}
