import type Stripe from "stripe"
import { statusAt } from "#sandbox-acquirer/payments/payment.ts"
import { type Known, seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"
import type { StripePayment, StripePaymentRow } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { unknownPayer } from "./payment-card.ts"

/** The session's status at `now`: once complete, it stays so whatever becomes of the money. */
export function sessionStatus(
  { payment, face }: StripePayment,
  now: Date,
): Known<Stripe.Checkout.Session.Status> {
  if (face.completed_at !== null) return "complete"
  return statusAt(payment, now) === "closed" ? "expired" : "open"
}

/** The fields that only a payment with a session has. */
export function sessionFields(face: StripePaymentRow) {
  const { session_id, success_url, item_name, quantity } = face
  if (session_id === null || success_url === null || item_name === null || quantity === null) {
    throw new Error("a payment without a session was taken for one")
  }
  return { session_id, success_url, item_name, quantity }
}

/** Where the payee's browser finds the session's page. */
export function sessionAddress(face: StripePaymentRow): string {
  return `${face.origin}/c/pay/${face.session_id}`
}

/** A payment as a Checkout Session. Its intent shows once somebody has tried to pay. */
export function viewSession(found: StripePayment, now: Date) {
  const { payment, face } = found
  const status = sessionStatus(found, now)
  const { session_id, success_url } = sessionFields(face)
  return {
    id: session_id,
    object: "checkout.session",
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: ["card"],
    amount_subtotal: payment.amount,
    amount_total: payment.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: face.cancel_url,
    client_reference_id: face.client_reference_id,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: seconds(payment.created_at),
    currency: payment.currency.toLowerCase(),
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: face.customer,
    customer_account: null,
    customer_creation: face.makes_customer ? "always" : "if_required",
    customer_details: payer(face),
    customer_email: face.customer_email,
    discounts: [],
    expires_at: seconds(payment.expires_at),
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: face.locale,
    managed_payments: null,
    metadata: { ...face.session_metadata },
    mode: "payment",
    origin_context: null,
    payment_intent: face.intent_created_at === null ? null : face.intent_id,
    payment_link: null,
    payment_method_collection: "if_required",
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    payment_status: paymentStatus(found),
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status,
    submit_type: face.submit_type,
    subscription: null,
    success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: status === "open" ? sessionAddress(face) : null,
    wallet_options: null,
  } satisfies Stripe.Checkout.Session
}

/** Authorised and not yet captured is unpaid in Stripe's words. */
function paymentStatus({ payment }: StripePayment): Known<Stripe.Checkout.Session.PaymentStatus> {
  return payment.status === "captured" ? "paid" : "unpaid"
}

function payer({ customer_email, completed_at }: StripePaymentRow) {
  if (customer_email === null && completed_at === null) return null
  return {
    address: completed_at === null ? null : unknownPayer.address,
    business_name: null,
    email: customer_email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: "none",
    tax_ids: [],
  } satisfies Stripe.Checkout.Session["customer_details"]
}

/** What the session is for: one line. */
export function viewLineItems(found: StripePayment) {
  const { payment, face } = found
  const { session_id, item_name, quantity } = sessionFields(face)
  const item = {
    id: `li_${session_id.slice("cs_test_".length)}`,
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: payment.amount,
    amount_tax: 0,
    amount_total: payment.amount,
    currency: payment.currency.toLowerCase(),
    description: item_name,
    metadata: {},
    price: null,
    quantity,
  } satisfies Stripe.LineItem
  return {
    object: "list",
    data: [item],
    has_more: false,
    url: `/v1/checkout/sessions/${session_id}/line_items`,
  }
}
