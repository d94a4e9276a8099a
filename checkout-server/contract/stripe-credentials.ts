import * as v from "valibot"
import type { Mode } from "#domain/services/service.ts"

/** Stripe's own keys have a hundred characters; nothing below this is one. */
const keyLeast = 8

/** A secret or a restricted key; `_test_` or `_live_` says for which mode. */
const secretKey = v.pipe(
  v.string(),
  v.regex(/^(sk|rk)_(test|live)_/, "must begin with sk_test_, rk_test_, sk_live_ or rk_live_"),
  v.regex(/^[0-9A-Za-z_]+$/, "must have only letters, digits and _"),
  v.check(
    (text) => text.length >= "sk_test_".length + keyLeast,
    `is too short: at least ${keyLeast} letters or digits follow sk_test_ or whatever it begins with`,
  ),
  v.maxLength(263, "is too long: copy the key alone"),
)

/** What a webhook endpoint's events are signed with. */
const webhookSecret = v.pipe(
  v.string(),
  v.regex(/^whsec_/, "must begin with whsec_"),
  v.regex(/^[0-9A-Za-z+/=_-]+$/, "must have only letters, digits and + / = _ -"),
  v.minLength(
    "whsec_".length + keyLeast,
    `is too short: at least ${keyLeast} letters or digits follow whsec_`,
  ),
  v.maxLength(261, "is too long: copy the secret alone"),
)

/** What a buyer gives us of its Stripe account. Kept encrypted, never answered, never logged. */
const schema = v.object({
  secretKey,
  /** Two while one is being replaced; none until the endpoint is made: then no event is taken for genuine. */
  webhookSecrets: v.pipe(v.array(webhookSecret), v.maxLength(2)),
})

export type StripeCredentials = v.InferOutput<typeof schema>

/** What somebody entered, each under a name of its own; a secret that is not there is undefined. */
export interface EnteredStripeCredentials {
  readonly secretKey: string
  readonly webhookSecret: string | undefined
  readonly webhookSecretBefore: string | undefined
}

export type CredentialsReading =
  | { readonly ok: true; readonly credentials: StripeCredentials; readonly mode: Mode }
  | { readonly ok: false; readonly faults: readonly CredentialsFault[] }

/** What is wrong with one of them, without a word of what was entered. */
export interface CredentialsFault {
  readonly name: keyof EnteredStripeCredentials
  /** Follows the name: `must begin with whsec_`. */
  readonly says: string
}

/** Checks credentials that somebody entered. */
export function readStripeCredentials(entered: EnteredStripeCredentials): CredentialsReading {
  const faults = [
    ...faultOf("secretKey", secretKey, entered.secretKey),
    ...faultOf("webhookSecret", webhookSecret, entered.webhookSecret),
    ...faultOf("webhookSecretBefore", webhookSecret, entered.webhookSecretBefore),
  ]
  if (entered.webhookSecretBefore !== undefined && entered.webhookSecret === undefined) {
    faults.push({ name: "webhookSecret", says: "is missing: it is the one that follows the one before" })
  }
  if (faults.length > 0) return { ok: false, faults }
  const given = [entered.webhookSecret, entered.webhookSecretBefore]
  const mode = entered.secretKey.slice(3, 7) === "live" ? "live" : "test"
  const webhookSecrets = given.filter((secret) => secret !== undefined)
  return { ok: true, credentials: { secretKey: entered.secretKey, webhookSecrets }, mode }
}

/** All messages are ours: valibot's repeat what was received. */
function faultOf(
  name: keyof EnteredStripeCredentials,
  asked: typeof secretKey | typeof webhookSecret,
  text: string | undefined,
): CredentialsFault[] {
  if (text === undefined) return []
  const [issue] = v.safeParse(asked, text).issues ?? []
  return issue === undefined ? [] : [{ name, says: issue.message }]
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
