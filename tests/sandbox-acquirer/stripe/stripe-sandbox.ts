import { randomUUID } from "node:crypto"
import Stripe from "stripe"
import {
  apiKey,
  goodNumber,
  type ListeningSandbox,
  startTestSandbox,
} from "#tests/sandbox-acquirer/sandbox-client.ts"
import { stripeClient } from "#tests/sandbox-acquirer/stripe-client.ts"

/** Where a council's browsers come back; nobody listens there, since redirects are not followed. */
export const successUrl = "http://127.0.0.1:3000/pay/abc/return?session={CHECKOUT_SESSION_ID}"
export const cancelUrl = "http://127.0.0.1:3000/pay/abc/cancelled"

export type SessionParams = Stripe.Checkout.SessionCreateParams
export type IntentParams = Stripe.PaymentIntentCreateParams

/** A session as a council asks for it: £182.40, captured at once. */
export function sessionParams(over: Partial<SessionParams> = {}): SessionParams {
  return {
    mode: "payment",
    allowed_payment_method_types: ["card"],
    line_items: [
      {
        price_data: {
          currency: "gbp",
          unit_amount: 18_240,
          product_data: { name: "Council Tax 501234567" },
        },
        quantity: 1,
      },
    ],
    client_reference_id: randomUUID(),
    success_url: successUrl,
    cancel_url: cancelUrl,
    ...over,
  }
}

/** A listening sandbox, the official client at its Stripe face, and a payee's browser without script. */
export interface StripeSandbox extends ListeningSandbox {
  readonly stripe: Stripe
  createSession(over?: Partial<SessionParams>): Promise<Stripe.Checkout.Session>
  createIntent(over?: Partial<IntentParams>): Promise<Stripe.PaymentIntent>
  /** An intent that a card has paid, with its reference. */
  paidIntent(
    paymentMethod?: string,
    over?: Partial<IntentParams>,
  ): Promise<Stripe.PaymentIntent & { readonly reference: string }>
  /** Fills the page's form in and sends it. */
  submitCard(session: { readonly id: string }, card?: Record<string, string>): Promise<Response>
  /** Sends a challenge's form, then the one that leads back. Returns where the browser ends. */
  answerChallenge(url: string, decision: "approve" | "decline"): Promise<string>
  control(path: string, body: object): Promise<Record<string, unknown>>
  /** Moves the sandbox's clock on. */
  advance(milliseconds: number): Promise<void>
}

export async function startStripeSandbox(): Promise<StripeSandbox> {
  const sandbox = await startTestSandbox()
  const stripe = stripeClient(sandbox)
  const createIntent = (over: Partial<IntentParams> = {}) =>
    stripe.paymentIntents.create({ amount: 18_240, currency: "gbp", ...over })
  const post = (url: string, form: Record<string, string>) =>
    sandbox.send(new URL(url, sandbox.url).pathname, { method: "POST", body: new URLSearchParams(form) })
  async function control(path: string, body: object): Promise<Record<string, unknown>> {
    const response = await sandbox.send(`/control/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}` },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`/control/${path} answered ${response.status}`)
    return (await response.json()) as Record<string, unknown>
  }
  return {
    ...sandbox,
    stripe,
    createSession: (over) => stripe.checkout.sessions.create(sessionParams(over)),
    createIntent,
    paidIntent: async (paymentMethod = "pm_card_visa", over = {}) => {
      const reference = randomUUID()
      const paid = await createIntent({
        payment_method: paymentMethod,
        confirm: true,
        metadata: { payment: reference },
        ...over,
      })
      return { ...paid, reference }
    },
    submitCard: (session, card = {}) =>
      post(`/c/pay/${session.id}`, {
        card_number: goodNumber,
        expiry_month: "12",
        expiry_year: "40",
        cvc: "123",
        cardholder_name: "A Tester",
        ...card,
      }),
    answerChallenge: async (url, decision) => {
      const page = await (await post(url, { decision })).text()
      const [, action = "missing:"] = /<form method="post" action="([^"]+)"/.exec(page) ?? []
      const [, challenge = ""] = /name="challenge" value="([^"]+)"/.exec(page) ?? []
      return (await post(action, { challenge })).headers.get("location") ?? "nowhere"
    },
    control,
    advance: async (milliseconds) => {
      await control("clock", { advance_ms: milliseconds })
    },
  }
}

/** What the client throws for a call that is refused. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const caught: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (caught instanceof Stripe.errors.StripeError) return caught
  throw new Error("the call was not refused by Stripe's face")
}
