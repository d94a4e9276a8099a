import type { Handler } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import type { ApiError } from "#contract/api-error-body.ts"
import { refundStatus } from "#contract/payment-body.ts"
import { readCreateRefund } from "#contract/read-create-refund.ts"
import { paymentRefundsBody, refundBody } from "#contract/refund-body.ts"
import { findPayment } from "#db/queries/payments.ts"
import { findPaymentOfBuyer } from "#db/queries/payments-of-buyer.ts"
import { findRefundOfBuyer, findRefundsOfBuyer } from "#db/queries/refunds-of-buyer.ts"
import { withBuyerScope } from "#db/scope.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Refund } from "#domain/refunds/refund.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { answerError } from "#routes/buyer-api/answer-error.ts"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"
import { idOf, paymentToChange, readScope } from "#routes/buyer-api/key-scope.ts"
import { answerRefusal, idempotencyOf } from "#routes/buyer-api/repeats.ts"
import { isAnnouncedAsJson, readJsonBody } from "#routes/middleware/json-body.ts"
import type { UnderWay } from "#routes/middleware/under-way.ts"

type BuyerApiHandler = Handler<BuyerApiEnv>

/** `POST /v1/payments/{payment_id}/refunds`. Answered once it is committed: the acquirer's answer comes later. */
export function postRefund(outside: Outside, underWay: UnderWay): BuyerApiHandler {
  const bodyOf = (refund: Refund) => refundBody(refund, { checkoutUrl: outside.addresses.checkout })
  return async (c) => {
    if (!isAnnouncedAsJson(c)) return answerError(c, [{ name: "body_not_announced_as_json" }])
    const reading = readCreateRefund(await readJsonBody(c))
    if (!reading.ok) return answerError(c, reading.errors)
    const key = c.get("key")
    const found = await paymentToChange(outside, c, "refund_payment_unknown")
    if (!found.ok) return answerError(c, [{ name: found.error }])
    const { payment } = found
    if (!key.serviceEnabled) return answerError(c, [{ name: "service_closed" }])
    const begun = await createRefund(outside, {
      ...reading.value,
      paymentId: payment.id,
      idempotency: idempotencyOf(c, (refund) => ({ status: 202, body: JSON.stringify(bodyOf(refund)) })),
    })
    if (!begun.ok) return await answerRefusal(outside, c, await refusalOf(outside, payment, begun.problem))
    underWay.add(begun.value.settled)
    return c.json(bodyOf(begun.value.refund), 202)
  }
}

type RefundProblem = Extract<Awaited<ReturnType<typeof createRefund>>, { readonly ok: false }>["problem"]

/** Each refusal in the API's words; why a payment has nothing to refund is read from it as it now stands. */
async function refusalOf(outside: Outside, payment: Payment, problem: RefundProblem): Promise<ApiError> {
  switch (problem) {
    case "payment_unknown":
      return { name: "refund_payment_unknown" }
    case "refund_disputed":
      return { name: "refund_disputed" }
    case "refund_available_differs":
      return { name: "refund_available_differs" }
    case "request_repeated":
      return { name: "request_in_progress" }
    case "refund_too_large":
      return { name: "refund_not_available", why: "amount_not_available" }
    case "payment_changed":
    case "refund_not_possible": {
      const status = refundStatus((await findPayment(outside.db, payment.id)) ?? payment)
      // Money that has come back since the refusal was not there to be refunded then.
      return { name: "refund_not_available", why: status === "available" ? "amount_not_available" : status }
    }
  }
}

/** `GET /v1/payments/{payment_id}/refunds`. */
export function getRefunds(outside: Outside): BuyerApiHandler {
  return async (c) => {
    const id = idOf(c, "payment_id")
    if (id === null) return answerError(c, [{ name: "refunds_unknown" }])
    const refunds = await withBuyerScope(outside.db, readScope(c.get("key")), async (reader) => {
      const [payment, found] = await Promise.all([
        findPaymentOfBuyer(reader, id),
        findRefundsOfBuyer(reader, id),
      ])
      return payment && found
    })
    if (refunds === null) return answerError(c, [{ name: "refunds_unknown" }])
    return c.json(paymentRefundsBody(id, refunds, { checkoutUrl: outside.addresses.checkout }))
  }
}

/** `GET /v1/payments/{payment_id}/refunds/{refund_id}`. */
export function getRefund(outside: Outside): BuyerApiHandler {
  return async (c) => {
    const paymentId = idOf(c, "payment_id")
    const refundId = idOf(c, "refund_id")
    if (paymentId === null || refundId === null) return answerError(c, [{ name: "refund_unknown" }])
    const refund = await withBuyerScope(outside.db, readScope(c.get("key")), (reader) =>
      findRefundOfBuyer(reader, { paymentId, refundId }),
    )
    if (!refund) return answerError(c, [{ name: "refund_unknown" }])
    return c.json(refundBody(refund, { checkoutUrl: outside.addresses.checkout }))
  }
}
