import type { PaymentBody } from "#contract/payment.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { transitionTable } from "#domain/payments/transition-table.ts"

/** The address of a payment in the API. */
export function paymentUrl(checkoutUrl: string, paymentId: string): string {
  return `${checkoutUrl}/v1/payments/${paymentId}`
}

/** The states in which the payee still has something to do or to wait for on the checkout. */
const checkoutStates: readonly PaymentState[] = [
  "created",
  "started",
  "authorising",
  "challenge_required",
  "checking",
]

/** What can be done with the payment now. An unavailable link is absent. */
export function paymentLinks(
  payment: Payment,
  view: { readonly checkoutUrl: string; readonly capability: string },
): PaymentBody["_links"] {
  const self = paymentUrl(view.checkoutUrl, payment.id)
  return {
    self: { href: self, method: "GET" },
    events: { href: `${self}/events`, method: "GET" },
    refunds: { href: `${self}/refunds`, method: "GET" },
    ...(isCancellable(payment.state) ? { cancel: { href: `${self}/cancel`, method: "POST" } } : {}),
    ...(payment.state === "capturable" ? { capture: { href: `${self}/capture`, method: "POST" } } : {}),
    ...(checkoutStates.includes(payment.state) ? nextUrls(payment, view) : {}),
  }
}

function isCancellable(state: PaymentState): boolean {
  return transitionTable[state].service_cancel !== "refused"
}

/** The links that open the payment's checkout, in the payee's language. */
export function nextUrls(
  payment: Pick<Payment, "language">,
  view: { readonly checkoutUrl: string; readonly capability: string },
): Pick<PaymentBody["_links"], "next_url" | "next_url_post"> {
  const language = payment.language === "cy" ? "/cy" : ""
  return {
    next_url: { href: `${view.checkoutUrl}${language}/pay/${view.capability}`, method: "GET" },
    next_url_post: {
      href: `${view.checkoutUrl}/pay`,
      method: "POST",
      type: "application/x-www-form-urlencoded",
      params: { chargeTokenId: view.capability },
    },
  }
}
