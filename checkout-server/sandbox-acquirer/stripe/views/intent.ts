import type Stripe from "stripe"
import { digest } from "#sandbox-acquirer/ids.ts"
import { statusAt } from "#sandbox-acquirer/payments/payment.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { PaymentStatus } from "#sandbox-acquirer/store/rows.ts"
import { refusalOf } from "#sandbox-acquirer/stripe/refusals.ts"
import { type Known, seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"
import type { StripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { type ChargeRow, lastCharge } from "./charge.ts"
import { cardView } from "./payment-card.ts"

type IntentStatus = Known<Stripe.PaymentIntent.Status>

const statuses: Readonly<Record<Exclude<PaymentStatus, "open">, IntentStatus>> = {
  challenge: "requires_action",
  pending: "processing",
  authorised: "requires_capture",
  captured: "succeeded",
  closed: "canceled",
}

/** The intent's status at `now`. Open, it waits for a card or, where it has one, for its confirmation. */
export function intentStatus({ payment, face }: StripePayment, now: Date): IntentStatus {
  const status = statusAt(payment, now)
  if (status !== "open") return statuses[status]
  return face.payment_method !== null && payment.last_refusal === null
    ? "requires_confirmation"
    : "requires_payment_method"
}

/** A payment as a PaymentIntent. */
export async function viewIntent(sql: Database | Transaction, found: StripePayment, now: Date) {
  const { payment, face } = found
  const charge = await lastCharge(sql, payment.id)
  const status = intentStatus(found, now)
  return {
    id: face.intent_id,
    object: "payment_intent",
    allowed_payment_method_types: ["card"],
    amount: payment.amount,
    amount_capturable: status === "requires_capture" ? payment.authorised : 0,
    amount_received: payment.captured,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: cancelledAt(found, status),
    cancellation_reason: status === "canceled" ? face.cancellation_reason : null,
    capture_method: face.capture_method,
    // Not kept: it opens nothing here.
    client_secret: `${face.intent_id}_secret_${digest(face.intent_id).slice(0, 25)}`,
    confirmation_method: "automatic",
    created: seconds(face.intent_created_at ?? payment.created_at),
    currency: payment.currency.toLowerCase(),
    customer: face.customer,
    customer_account: null,
    description: face.intent_description,
    excluded_payment_method_types: null,
    last_payment_error: lastError(found, charge),
    latest_charge: charge?.id ?? null,
    livemode: false,
    managed_payments: null,
    metadata: { ...face.intent_metadata },
    next_action: status === "requires_action" ? await nextAction(sql, found) : null,
    on_behalf_of: null,
    payment_method: status === "requires_payment_method" ? null : face.payment_method,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: face.receipt_email,
    review: null,
    setup_future_usage: payment.agreement_step === "set_up" ? "off_session" : null,
    shipping: null,
    source: null,
    statement_descriptor: face.statement_descriptor,
    statement_descriptor_suffix: face.statement_descriptor_suffix,
    status,
    transfer_data: null,
    transfer_group: null,
  } satisfies Stripe.PaymentIntent
}

function cancelledAt({ payment, face }: StripePayment, status: IntentStatus): number | null {
  if (status !== "canceled") return null
  return seconds(face.cancelled_at ?? payment.authorised_until ?? payment.expires_at)
}

function lastError({ payment, face }: StripePayment, charge: ChargeRow | null) {
  if (payment.last_refusal === null) return null
  const failed = charge?.status === "failed" ? charge : null
  const used = failed && {
    payment_method: cardView(
      failed.payment_method,
      failed,
      seconds(failed.created_at),
      payment.charged_card === null ? null : face.customer,
    ),
  }
  return {
    ...refusalOf(payment.last_refusal),
    ...(failed ? { charge: failed.id, ...used } : {}),
  } satisfies Stripe.PaymentIntent["last_payment_error"]
}

/** Where the payee is to go for the bank's check. */
async function nextAction(sql: Database | Transaction, { payment, face }: StripePayment) {
  const [challenge] = await sql<{ id: string }[]>`
    SELECT id FROM challenge WHERE payment_id = ${payment.id} AND answered_at IS NULL`
  if (!challenge) throw new Error("a challenged payment has no challenge")
  return {
    type: "redirect_to_url",
    redirect_to_url: {
      url: `${face.origin}/challenges/${challenge.id}`,
      return_url: payment.return_url === "" ? null : payment.return_url,
    },
  } satisfies Stripe.PaymentIntent["next_action"]
}
