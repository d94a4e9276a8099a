import type { Acquirer, AcquirerCall } from "#ports/acquirer.ts"
import { capture, refund, voidPayment } from "./act.ts"
import { answerDispute } from "./answer-dispute.ts"
import { listChanges } from "./changes.ts"
import { chargeSavedCard, forgetCard, prepareCharge } from "./charge-saved-card.ts"
import { openStripe, type StripeAccess, type StripeLine } from "./client.ts"
import { readStripeNotification } from "./notification.ts"
import { refused } from "./outcome.ts"
import { fetchPayment, findByReference } from "./payments.ts"
import { prepareSession } from "./prepare.ts"
import type { StripeMode } from "./sessions.ts"
import { listSettlements } from "./settlements.ts"

export interface StripeAcquirerSettings {
  /** The account as it is stored with payments: `stripe_arwelvale`. */
  readonly account: string
  /** `sk_` or, with only the rights that are needed, `rk_`. */
  readonly secretKey: string
  /** `whsec_`; two while one is being replaced. */
  readonly webhookSecrets: readonly string[]
  readonly mode: StripeMode
  /** Where the API is, without a trailing slash; Stripe's own unless told otherwise. */
  readonly apiUrl?: string | undefined
  /** Origin of the page that browsers are sent to; Stripe's own unless told otherwise. */
  readonly pageOrigin?: string | undefined
  /** What carries each request; the global `fetch` unless told otherwise. */
  readonly fetch?: StripeAccess["fetch"]
}

/**
 * Stripe behind the port: a payment is a Checkout session, on Stripe's own page, or, where a kept card is charged with
 * nobody present, an intent. Keeps nothing between calls.
 */
export function createStripeAcquirer(settings: StripeAcquirerSettings): Acquirer {
  const {
    mode,
    account,
    secretKey,
    webhookSecrets,
    apiUrl,
    fetch,
    pageOrigin = "https://checkout.stripe.com",
  } = settings
  const open = (call: AcquirerCall): StripeLine => openStripe({ apiUrl, secretKey, fetch }, call)
  return {
    name: account,
    capabilities: () => ({ entry: "redirect", origin: pageOrigin, keepsCards: true }),
    prepare: (call, request) => {
      const { agreement } = request
      return agreement?.step === "charge"
        ? prepareCharge(open(call), mode, call, { ...request, savedCard: agreement.savedCard })
        : prepareSession(open(call), { mode, pageOrigin }, call, request)
    },
    // Where there is a payee, their browser does it, on Stripe's page.
    authorise: async (call, request) =>
      request.token === null ? await chargeSavedCard(open(call), mode, request) : refused("unsupported"),
    capture: (call, request) => capture(open(call), mode, request),
    void: (call, acquirerPaymentId) => voidPayment(open(call), mode, acquirerPaymentId),
    refund: (call, request) => refund(open(call), mode, request),
    answerDispute: (call, request) => answerDispute(open(call), mode, request),
    forgetCard: (call, savedCard) => forgetCard(open(call), savedCard),
    fetch: (call, acquirerPaymentId) => fetchPayment(open(call), mode, acquirerPaymentId),
    findByReference: (call, search) => findByReference(open(call), mode, search),
    listChanges: (call, from) => listChanges(open(call), from),
    listSettlements: (call, day) => listSettlements(open(call), day),
    readNotification: (notification) => readStripeNotification(notification, { webhookSecrets, mode }),
  }
}
