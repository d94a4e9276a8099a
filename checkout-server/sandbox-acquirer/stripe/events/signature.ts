import { createHmac } from "node:crypto"

/** The header of a Stripe event: HMAC-SHA256 over `{timestamp}.{body}`, keyed with the whole `whsec_…` text. */
export function eventHeaders(
  message: { readonly body: string; readonly sentAt: Date },
  secret: string,
): Record<string, string> {
  const timestamp = Math.floor(message.sentAt.getTime() / 1000)
  const signature = createHmac("sha256", secret).update(`${timestamp}.${message.body}`).digest("hex")
  return { "stripe-signature": `t=${timestamp},v1=${signature}` }
}
