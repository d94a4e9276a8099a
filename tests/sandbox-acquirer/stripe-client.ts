import Stripe from "stripe"
import type { StripeFace } from "#sandbox-acquirer/outside.ts"

export const stripeSecretKey = "sk_test_sandbox0for0tests"
export const stripeWebhookSecret = "whsec_sandbox0for0tests"

/** The face that speaks Stripe's words, told to send its events to this address. */
export function stripeFace(url: string, secretKey: string = stripeSecretKey): StripeFace {
  return { secretKey, receiver: { url, secret: stripeWebhookSecret } }
}

/** The official client, pointed at a sandbox that listens. */
export function stripeClient(sandbox: { readonly url: string }, key: string = stripeSecretKey): Stripe {
  const { hostname, port } = new URL(sandbox.url)
  return new Stripe(key, { host: hostname, port, protocol: "http", maxNetworkRetries: 0, telemetry: false })
}
