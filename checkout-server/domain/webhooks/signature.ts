import type { Instant } from "#domain/instant.ts"
import { secondMilliseconds } from "#domain/instant.ts"

/** Standard Webhooks 1.0.0: a secret holds 24 to 64 bytes. Ours hold 32. */
const secretBytes = { min: 24, max: 64 } as const
const secretShape = /^whsec_((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/

/** One message on its way to one endpoint. */
export interface WebhookMessage {
  /** The event id; the same on every attempt. */
  readonly id: string
  /** When this attempt is made. */
  readonly at: Instant
  /** The frozen body, byte for byte. */
  readonly body: string
}

/** HMAC-SHA256 of `content` under `secret`, base64. */
export type Hmac = (secret: Uint8Array, content: string) => string

/** `{id}.{timestamp}.{body}`: what the signature covers (Standard Webhooks 1.0.0). */
export function signedContent(message: WebhookMessage): string {
  return `${message.id}.${unixSeconds(message.at)}.${message.body}`
}

/**
 * The three headers of Standard Webhooks 1.0.0, one `v1` signature for each of `secrets` (`whsec_` + base64).
 * Null where there is no secret or one of them is malformed: the message cannot be signed as promised.
 */
export function signWebhook(
  message: WebhookMessage,
  secrets: readonly string[],
  hmac: Hmac,
): Readonly<Record<string, string>> | null {
  const keys = secrets.map(secretKey).filter((key) => key !== null)
  if (keys.length === 0 || keys.length < secrets.length) return null
  const content = signedContent(message)
  return {
    "webhook-id": message.id,
    "webhook-timestamp": unixSeconds(message.at).toString(),
    "webhook-signature": keys.map((key) => `v1,${hmac(key, content)}`).join(" "),
  }
}

function unixSeconds(at: Instant): number {
  return Math.floor(at / secondMilliseconds)
}

function secretKey(secret: string): Uint8Array | null {
  const encoded = secretShape.exec(secret)?.[1]
  if (encoded === undefined) return null
  const key = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
  return key.length >= secretBytes.min && key.length <= secretBytes.max ? key : null
}
