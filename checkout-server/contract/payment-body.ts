import type { PaymentBody, PaymentEventsBody } from "#contract/payment.ts"
import { paymentLinks, paymentUrl } from "#contract/payment-links.ts"
import { acquirerOf } from "#domain/acquirers/acquirer-account.ts"
import type { Instant } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { publicState } from "#domain/payments/public-state.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { isFinished } from "#domain/payments/state.ts"
import { amountAvailable } from "#domain/refunds/refund-change.ts"
import { utcTimestamp } from "#domain/webhooks/timestamp.ts"

/** What a body needs beside the payment. */
export interface PaymentView {
  /** Public address of the checkout and the API, without a trailing slash. */
  readonly checkoutUrl: string
  /** Opens the payment's checkout page. */
  readonly capability: string
  /** The key may see who paid: scope `personal_data:read`. */
  readonly personalData: boolean
}

/** The payment as it goes over the wire. */
export function paymentBody(payment: Payment, view: PaymentView): PaymentBody {
  const { email, metadata, card } = payment
  const whole: PaymentBody = {
    payment_id: payment.id,
    amount: payment.amount,
    reference: payment.reference,
    description: payment.description,
    state: stateBody(payment.state),
    payment_provider: acquirerOf(payment.acquirer),
    created_date: utcTimestamp(payment.createdAt),
    language: payment.language,
    return_url: payment.returnUrl,
    delayed_capture: payment.delayedCapture,
    moto: payment.moto,
    authorisation_mode: "web",
    ...(email === null ? {} : { email }),
    ...(metadata === null ? {} : { metadata }),
    ...(card === null ? {} : { card_brand: brandName(card.brand) }),
    card_details: cardDetails(payment),
    ...(payment.challenged ? { authorisation_summary: { three_d_secure: { required: true } } } : {}),
    refund_summary: {
      status: refundStatus(payment),
      amount_available: amountAvailable(payment),
      amount_submitted: payment.refundReserved,
    },
    settlement_summary:
      payment.capturedAt === null ? {} : { captured_date: utcTimestamp(payment.capturedAt).slice(0, 10) },
    _links: paymentLinks(payment, view),
    civic_pay: {
      state: payment.state,
      mode: payment.mode,
      version: payment.version,
      expires_date: utcTimestamp(payment.expiresAt),
    },
  }
  return view.personalData ? whole : withoutPersonalData(whole)
}

/** The body for a key that may not see who paid. */
export function withoutPersonalData({ email: _, ...body }: PaymentBody): PaymentBody {
  return {
    ...body,
    card_details: {
      ...body.card_details,
      first_digits_card_number: null,
      expiry_date: null,
      cardholder_name: null,
      billing_address: null,
    },
  }
}

/** A payment came into `state` at `at`. */
interface StateChange {
  readonly state: PaymentState
  readonly at: Instant
}

/** The history over the wire: `changes` oldest first; those that the public state does not show are left out. */
export function paymentEventsBody(
  paymentId: string,
  changes: readonly StateChange[],
  view: Pick<PaymentView, "checkoutUrl">,
): PaymentEventsBody {
  const href = paymentUrl(view.checkoutUrl, paymentId)
  const told = changes.map(({ state, at }) => ({ state: stateBody(state), at }))
  const shown = told.filter(({ state }, index) => state.status !== told[index - 1]?.state.status)
  return {
    payment_id: paymentId,
    events: shown.map(({ state, at }) => ({
      payment_id: paymentId,
      state,
      updated: utcTimestamp(at),
      _links: { payment_url: { href, method: "GET" } },
    })),
    _links: { self: { href: `${href}/events`, method: "GET" } },
  }
}

function stateBody(state: PaymentState): PaymentBody["state"] {
  const { status, finished, code, message } = publicState(state)
  return { status, finished, ...(code === null ? {} : { code }), ...(message === null ? {} : { message }) }
}

/** Name and address belong to the card only as long as none was tried: the payee may have entered another. */
function cardDetails(payment: Payment): PaymentBody["card_details"] {
  const { card } = payment
  const prefilled = card === null ? payment.prefilledCardholder : null
  return {
    card_brand: card === null ? null : brandName(card.brand),
    card_type: null,
    last_digits_card_number: card?.lastFour ?? null,
    first_digits_card_number: card?.firstSix ?? null,
    expiry_date: card?.expiry ?? null,
    cardholder_name: prefilled?.cardholderName ?? null,
    billing_address: prefilled?.billingAddress ?? null,
    wallet_type: null,
  }
}

/** GOV.UK Pay's names of card brands. A brand without one keeps the acquirer's word. */
const brandNames: Readonly<Record<string, string>> = {
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "American Express",
  diners: "Diners Club",
  discover: "Discover",
  jcb: "Jcb",
  unionpay: "Union Pay",
  maestro: "Maestro",
}

function brandName(brand: string): string {
  return brandNames[brand] ?? brand
}

/** Whether money can be sent back. */
export function refundStatus(payment: Payment): PaymentBody["refund_summary"]["status"] {
  if (!isFinished(payment.state)) return "pending"
  if (payment.state !== "captured") return "unavailable"
  return amountAvailable(payment) > 0 ? "available" : "full"
}
