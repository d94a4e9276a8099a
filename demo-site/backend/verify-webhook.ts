import { createHmac, timingSafeEqual } from "node:crypto"

/** What a receiver has in hand when a webhook arrives. */
export interface WebhookToVerify {
  /** Request headers with lower-case names, as Node's `request.headers` gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The body exactly as it came, before any JSON parsing: one changed space breaks the signature. */
  readonly rawBody: Uint8Array
  /** Every secret that is valid now, each `whsec_…`: two while a secret is being replaced. */
  readonly secrets: readonly string[]
  readonly now: Date
  /** How far the sender's clock may differ from `now`, either way; 300 is a good value. */
  readonly toleranceSeconds: number
}

/**
 * Why a webhook is refused.
 *
 * - `missing_header`: one of the three `webhook-…` headers is absent or empty
 * - `malformed`: a header was sent twice, or the timestamp is not a whole number of seconds
 * - `too_old`, `too_new`: the timestamp is outside the tolerance (a recording, or a wrong clock)
 * - `no_match`: no signature was made with one of the secrets
 * - `not_json`: the signature is right, the body is not JSON in UTF-8
 */
export type WebhookRefusal = "missing_header" | "malformed" | "too_old" | "too_new" | "no_match" | "not_json"

/** The event as parsed JSON, still to be checked for its members; or why it is refused. */
export type VerifiedWebhook =
  | { readonly ok: true; readonly event: unknown }
  | { readonly ok: false; readonly problem: WebhookRefusal }

/**
 * Says whether a webhook really comes from Civic Pay, unchanged and recent.
 *
 * The rules are those of Standard Webhooks 1.0.0: HMAC-SHA256 over `{id}.{timestamp}.{body}`.
 * Throws only if a secret is not of the form `whsec_` + base64, which is a mistake in your settings.
 */
export function verifyWebhook(webhook: WebhookToVerify): VerifiedWebhook {
  const id = webhook.headers["webhook-id"]
  const timestamp = webhook.headers["webhook-timestamp"]
  const signatures = webhook.headers["webhook-signature"]
  if (!id || !timestamp || !signatures) return { ok: false, problem: "missing_header" }
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") {
    return { ok: false, problem: "malformed" }
  }
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, problem: "malformed" }

  const ageSeconds = webhook.now.getTime() / 1000 - Number(timestamp)
  if (ageSeconds > webhook.toleranceSeconds) return { ok: false, problem: "too_old" }
  if (ageSeconds < -webhook.toleranceSeconds) return { ok: false, problem: "too_new" }

  const received = signaturesOfVersion1(signatures)
  const matches = webhook.secrets
    .map((secret) => sign(secret, `${id}.${timestamp}.`, webhook.rawBody))
    .some((expected) => received.some((signature) => equal(signature, expected)))
  if (!matches) return { ok: false, problem: "no_match" }

  // Only now is the body worth reading: it is known to be the sender's.
  return parseJson(webhook.rawBody)
}

/** The header holds one `version,base64` per secret, separated by spaces; versions we do not know are skipped. */
function signaturesOfVersion1(header: string): Buffer[] {
  return header
    .split(" ")
    .filter((part) => part.startsWith("v1,"))
    .map((part) => Buffer.from(part.slice("v1,".length), "base64"))
}

function sign(secret: string, prefix: string, rawBody: Uint8Array): Buffer {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]
  if (encoded === undefined) throw new TypeError("A webhook secret must be whsec_ followed by base64")
  return createHmac("sha256", Buffer.from(encoded, "base64")).update(prefix).update(rawBody).digest()
}

/** Comparing byte by byte until the first difference would tell a forger, by its time, how much was right. */
function equal(received: Buffer, expected: Buffer): boolean {
  return received.length === expected.length && timingSafeEqual(received, expected)
}

function parseJson(rawBody: Uint8Array): VerifiedWebhook {
  try {
    return { ok: true, event: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(rawBody)) }
  } catch {
    return { ok: false, problem: "not_json" }
  }
}
