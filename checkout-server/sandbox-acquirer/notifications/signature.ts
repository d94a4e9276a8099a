import { createHmac } from "node:crypto"

/**
 * The three headers of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `{id}.{timestamp}.{body}`. `secret` is `whsec_` and base64; the timestamp is in whole seconds.
 */
export function signedHeaders(
  message: { readonly id: string; readonly body: string; readonly sentAt: Date },
  secret: string,
): Record<string, string> {
  const timestamp = Math.floor(message.sentAt.getTime() / 1000)
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
  const signature = createHmac("sha256", key)
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest("base64")
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": `v1,${signature}`,
  }
}
