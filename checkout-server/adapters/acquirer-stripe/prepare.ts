import type { Stripe } from "stripe"
import { hourMilliseconds, minuteMilliseconds } from "#domain/instant.ts"
import type { AcquirerCall, Outcome, Prepared, PrepareRequest } from "#ports/acquirer.ts"
import type { StripeLine } from "./client.ts"
import { outcomeOf, take } from "./outcome.ts"
import { type SessionReply, sessionReply } from "./replies.ts"
import { type StripeMode, toSeconds } from "./sessions.ts"

/** Stripe keeps a page open between 30 minutes and 24 hours by its own clock; a minute is left for ours. */
const lifeMilliseconds = {
  least: 31 * minuteMilliseconds,
  most: 24 * hourMilliseconds - minuteMilliseconds,
} as const

/** What `prepare` has to know of the account. */
export interface PageSettings {
  readonly mode: StripeMode
  readonly pageOrigin: string
}

/** Makes a Checkout session. Its address has to be of the origin that browsers are let through to. */
export async function prepareSession(
  { stripe, keyed }: StripeLine,
  settings: PageSettings,
  { operationId }: AcquirerCall,
  request: PrepareRequest,
): Promise<Outcome<Prepared>> {
  const params = paramsOf(request, { operationId, mode: settings.mode })
  const outcome = await outcomeOf(stripe.checkout.sessions.create(params, keyed()), sessionReply)
  return take(outcome, (session) => {
    const { url } = session
    if (!isAsAsked(session, { params, request, settings })) return null
    if (url === null || url === undefined || originOf(url) !== originOf(settings.pageOrigin)) return null
    return { acquirerPaymentId: session.id, handoff: { kind: "redirect", url } }
  })
}

function paramsOf(
  request: PrepareRequest,
  { operationId, mode }: { readonly operationId: string; readonly mode: StripeMode },
) {
  const metadata = metadataOf(request, { operationId, mode })
  const isSetUp = request.agreement?.step === "set_up"
  const expiresAt = expiryOf(request)
  return {
    mode: "payment",
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: "gbp",
          unit_amount: request.amount,
          product_data: { name: request.description },
        },
      },
    ],
    allowed_payment_method_types: ["card"],
    // Otherwise Stripe may take another currency than the one that was agreed.
    adaptive_pricing: { enabled: false },
    client_reference_id: request.paymentId,
    metadata,
    // A card is kept with a customer, and each agreement has one of its own.
    ...(isSetUp ? { customer_creation: "always" as const } : {}),
    payment_intent_data: {
      capture_method: request.captureMode === "manual" ? "manual" : "automatic_async",
      description: request.description,
      metadata,
      ...(isSetUp ? { setup_future_usage: "off_session" as const } : {}),
    },
    success_url: request.returnUrl,
    cancel_url: request.returnUrl,
    // Checkout has no Welsh: the page before it says so.
    locale: "en-GB",
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
  } satisfies Stripe.Checkout.SessionCreateParams
}

/** What session and intent carry of ours. */
export function metadataOf(
  { paymentId, agreement }: PrepareRequest,
  { operationId, mode }: { readonly operationId: string; readonly mode: StripeMode },
): Readonly<Record<string, string>> {
  const own = { payment_id: paymentId, operation_id: operationId, mode }
  return agreement === undefined
    ? own
    : { ...own, agreement_id: agreement.agreementId, agreement_step: agreement.step }
}

/** Whether an object carries all of it. */
export function carries(
  { metadata }: { readonly metadata: ReadonlyMap<string, string> },
  asked: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(asked).every(([name, value]) => metadata.get(name) === value)
}

/** The payment's own end as far as Stripe allows it; null, Stripe's 24 hours, where nobody said what time it is. */
function expiryOf({ expiresAt, preparedAt }: PrepareRequest): number | null {
  if (preparedAt === undefined) return null
  const life = Math.min(Math.max(expiresAt - preparedAt, lifeMilliseconds.least), lifeMilliseconds.most)
  return toSeconds(preparedAt + life)
}

function isAsAsked(
  session: SessionReply,
  asked: {
    readonly params: ReturnType<typeof paramsOf>
    readonly request: PrepareRequest
    readonly settings: PageSettings
  },
): boolean {
  const { params, request, settings } = asked
  return (
    session.status === "open" &&
    session.amount_total === request.amount &&
    session.currency === request.currency.toLowerCase() &&
    session.livemode === (settings.mode === "live") &&
    session.client_reference_id === request.paymentId &&
    carries(session, params.metadata)
  )
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null
}
