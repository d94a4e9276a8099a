import * as v from "valibot"
import type { Mode } from "#domain/services/service.ts"

/** What a buyer gives us of its Stripe account. Kept encrypted, never answered, never logged. */
const schema = v.object({
  /** A secret or a restricted key; `_test_` or `_live_` says for which mode. */
  secretKey: v.pipe(
    v.string(),
    v.regex(
      /^(sk|rk)_(test|live)_[0-9A-Za-z_]{8,255}$/,
      "must begin with sk_test_, rk_test_, sk_live_ or rk_live_",
    ),
  ),
  /** The signing secrets of the webhook endpoint: two while one is being replaced. */
  webhookSecrets: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^whsec_[0-9A-Za-z+/=_-]{8,255}$/, "must begin with whsec_"))),
    v.minLength(1, "must have at least one"),
    v.maxLength(2, "must have at most two: the new one and the one before"),
  ),
})

export type StripeCredentials = v.InferOutput<typeof schema>

export type CredentialsReading =
  | { readonly ok: true; readonly credentials: StripeCredentials; readonly mode: Mode }
  | { readonly ok: false; readonly faults: readonly string[] }

/** Checks credentials that somebody entered. What is wrong is said without a word of what was entered. */
export function readStripeCredentials(entered: unknown): CredentialsReading {
  const parsed = v.safeParse(schema, entered)
  if (!parsed.success) {
    const faults = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "credentials"} ${shapeOnly(issue)}`)
    return { ok: false, faults }
  }
  const mode = parsed.output.secretKey.slice(3, 7) === "live" ? "live" : "test"
  return { ok: true, credentials: parsed.output, mode }
}

/** The messages of valibot's own repeat what was received; only ours are passed on. */
function shapeOnly(issue: v.BaseIssue<unknown>): string {
  return issue.message.startsWith("must ") ? issue.message : "is missing or has another type"
}

/** The text that is sealed. */
export function writeStripeCredentials(credentials: StripeCredentials): string {
  return JSON.stringify(credentials)
}

/** What `writeStripeCredentials` wrote; null where it is not that. */
export function openStripeCredentials(text: string): StripeCredentials | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text)
  return parsed.success ? parsed.output : null
}
