import type { DisputeBody, PaymentDisputesBody } from "#contract/dispute.ts"
import { disputeBody, paymentDisputesBody } from "#contract/dispute-body.ts"
import type { PaymentBody, PaymentEventsBody } from "#contract/payment.ts"
import { paymentBody, paymentEventsBody } from "#contract/payment-body.ts"
import type { PaymentRefundsBody, RefundBody } from "#contract/refund.ts"
import { paymentRefundsBody, refundBody } from "#contract/refund-body.ts"
import { openDispute } from "#domain/disputes/dispute.ts"
import { hourMilliseconds, instant, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { paymentLifeMilliseconds } from "#domain/payments/payment.ts"
import { newRefund } from "#domain/refunds/refund.ts"

/** 2026-11-22T09:30:00.000Z. */
const exampleInstant = instant(1_795_339_800_000)

/** A request that `POST /v1/payments` accepts. */
export const paymentRequestExample = {
  amount: 5750,
  reference: "GW24KX7MT",
  description: "Garden waste collection",
  return_url: "https://council.example/garden-waste/done",
  language: "cy",
  email: "payee@example.org",
  metadata: { uprn: "100012345678", bins: 1 },
  prefilled_cardholder_details: {
    cardholder_name: "A. Payee",
    billing_address: { line1: "1 Stryd Fawr", city: "Arwel", postcode: "AV1 1AA", country: "GB" },
  },
} as const

/** A request for a part of the money back. */
export const refundRequestExample = { amount: 1000, refund_amount_available: 5750 } as const

/** What a bank is told about the example dispute. */
export const disputeEvidenceExample = {
  explanation: "The payee ordered the collection on our website, and we have emptied the bin since April.",
  product_description: "Garden waste collection, one year",
  service_date: "2026-04-01",
} as const

const examplePayment: Payment = {
  id: "0123456789abcdefghijklmnop",
  buyerId: "buyer",
  serviceId: "service",
  mode: "test",
  acquirer: "sandbox",
  state: "created",
  version: 1,
  notices: 0,
  amount: exactPence(paymentRequestExample.amount),
  authorised: exactPence(0),
  captured: exactPence(0),
  refundReserved: exactPence(0),
  refunded: exactPence(0),
  currency: "GBP",
  reference: paymentRequestExample.reference,
  description: paymentRequestExample.description,
  language: paymentRequestExample.language,
  origin: "api",
  returnUrl: paymentRequestExample.return_url,
  email: paymentRequestExample.email,
  metadata: paymentRequestExample.metadata,
  prefilledCardholder: {
    cardholderName: paymentRequestExample.prefilled_cardholder_details.cardholder_name,
    billingAddress: paymentRequestExample.prefilled_cardholder_details.billing_address,
  },
  delayedCapture: false,
  moto: false,
  attempts: 0,
  lastRefusal: null,
  challenged: false,
  card: null,
  basketId: null,
  createdAt: exampleInstant,
  expiresAt: later(exampleInstant, paymentLifeMilliseconds),
  capturedAt: null,
}

/** What the example request is answered with. */
export function paymentExample(checkoutUrl: string): PaymentBody {
  const capability = `${examplePayment.id}00000000000000000000000000`
  return paymentBody(examplePayment, { checkoutUrl, capability, personalData: true })
}

/** The history of the example payment. */
export function paymentEventsExample(checkoutUrl: string): PaymentEventsBody {
  const born = { state: examplePayment.state, at: examplePayment.createdAt }
  return paymentEventsBody(examplePayment.id, [born], { checkoutUrl })
}

const exampleRefund = newRefund(examplePayment, {
  id: "ponmlkjihgfedcba9876543210",
  kind: "refund",
  acquirerPaymentId: "acquirer-payment",
  amount: exactPence(refundRequestExample.amount),
  at: exampleInstant,
})

/** What the example refund is answered with. */
export function refundExample(checkoutUrl: string): RefundBody {
  return refundBody(exampleRefund, { checkoutUrl })
}

/** The refunds of the example payment. */
export function paymentRefundsExample(checkoutUrl: string): PaymentRefundsBody {
  return paymentRefundsBody(examplePayment.id, [exampleRefund], { checkoutUrl })
}

const { dispute: exampleDispute } = openDispute(
  examplePayment,
  {
    acquirerDisputeId: "acquirer-dispute",
    amount: exactPence(paymentRequestExample.amount),
    reason: "product_not_received",
    status: "needs_response",
    evidenceDueAt: later(exampleInstant, 7 * 24 * hourMilliseconds),
    openedAt: exampleInstant,
  },
  { id: "00112233445566778899aabbcc", at: exampleInstant },
)

/** A dispute that the bank waits for an answer to. */
export function disputeExample(checkoutUrl: string): DisputeBody {
  return disputeBody({ dispute: exampleDispute, answer: null }, { checkoutUrl, now: exampleInstant })
}

/** The disputes of the example payment. */
export function paymentDisputesExample(checkoutUrl: string): PaymentDisputesBody {
  const shown = [{ dispute: exampleDispute, answer: null }]
  return paymentDisputesBody(examplePayment.id, shown, { checkoutUrl, now: exampleInstant })
}
