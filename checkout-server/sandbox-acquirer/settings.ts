import { createHmac } from "node:crypto"
import * as v from "valibot"
import type { StripeFace } from "./outside.ts"

/** What the process needs to know at start. */
export interface SandboxSettings {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** The origin that browsers use, without a trailing slash. */
  readonly publicUrl: string
  readonly databaseUrl: string
  readonly apiKey: string
  readonly notificationUrl: string
  /** `whsec_` and base64: the shared key that notifications are signed with. */
  readonly notificationSecret: string
  /** The face that speaks Stripe's words. */
  readonly stripe: StripeFace
  /** Whether `/control/*` exists. */
  readonly control: boolean
  readonly logLevel: string
}

const apiKeyMinLength = 16
const secretMinBytes = 24

const settingsSchema = v.object({
  SANDBOX_ACQUIRER_HOST: v.optional(v.pipe(v.string(), v.nonEmpty("must not be empty")), "127.0.0.1"),
  SANDBOX_ACQUIRER_PORT: v.pipe(
    v.optional(v.string(), "3002"),
    v.regex(/^\d{1,5}$/, "must be a port number"),
    v.transform(Number),
    v.maxValue(65_535, "must be a port number"),
  ),
  SANDBOX_ACQUIRER_URL: v.pipe(
    v.optional(v.string(), "http://localhost:3002"),
    v.check(isOrigin, "must be an http or https origin without a path"),
    v.transform((text) => new URL(text).origin),
  ),
  SANDBOX_DATABASE_URL: v.pipe(
    v.string("is required"),
    v.regex(/^postgres(ql)?:\/\//, "must be a postgres:// address"),
  ),
  SANDBOX_API_KEY: v.pipe(
    v.string("is required"),
    v.minLength(apiKeyMinLength, `must have at least ${apiKeyMinLength} characters`),
  ),
  SANDBOX_NOTIFICATION_URL: v.pipe(
    v.string("is required"),
    v.check(isWebAddress, "must be an http or https address"),
  ),
  SANDBOX_NOTIFICATION_SECRET: v.pipe(
    v.string("is required"),
    v.check(isSigningSecret, `must be whsec_ and at least ${secretMinBytes} bytes in base64`),
  ),
  SANDBOX_STRIPE_SECRET_KEY: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^sk_test_[A-Za-z0-9_]{16,200}$/, "must be sk_test_ and at least 16 letters or digits"),
    ),
  ),
  SANDBOX_STRIPE_WEBHOOK_URL: v.optional(
    v.pipe(v.string(), v.check(isWebAddress, "must be an http or https address")),
  ),
  SANDBOX_STRIPE_WEBHOOK_SECRET: v.optional(
    v.pipe(v.string(), v.regex(/^whsec_[\x21-\x7e]{16,200}$/, "must be whsec_ and at least 16 characters")),
  ),
  SANDBOX_CONTROL: v.optional(v.picklist(["on", "off"], "must be on or off"), "off"),
  LOG_LEVEL: v.optional(
    v.picklist(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "must be fatal, error, warn, info, debug, trace or silent",
    ),
    "info",
  ),
})

/**
 * Reads the environment. A refusal is one line that names the first wrong setting and what it needs, never its
 * value, which may be a secret.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
):
  | { readonly ok: true; readonly settings: SandboxSettings }
  | { readonly ok: false; readonly message: string } {
  const parsed = v.safeParse(settingsSchema, environment, { abortEarly: true, abortPipeEarly: true })
  if (!parsed.success) {
    const [issue] = parsed.issues
    const name = v.getDotPath(issue) ?? "settings"
    return {
      ok: false,
      message: `${name} ${environment[name] === undefined ? "is required" : issue.message}`,
    }
  }
  const values = parsed.output
  return {
    ok: true,
    settings: {
      host: values.SANDBOX_ACQUIRER_HOST,
      port: values.SANDBOX_ACQUIRER_PORT,
      publicUrl: values.SANDBOX_ACQUIRER_URL,
      databaseUrl: values.SANDBOX_DATABASE_URL,
      apiKey: values.SANDBOX_API_KEY,
      notificationUrl: values.SANDBOX_NOTIFICATION_URL,
      notificationSecret: values.SANDBOX_NOTIFICATION_SECRET,
      stripe: stripeFace(values),
      control: values.SANDBOX_CONTROL === "on",
      logLevel: values.LOG_LEVEL,
    },
  }
}

/** Where no key or secret of that face is set, both follow from the API key, so that none stands in a file. */
function stripeFace(values: v.InferOutput<typeof settingsSchema>): StripeFace {
  const derived = (use: string): string =>
    createHmac("sha256", values.SANDBOX_API_KEY).update(use).digest("hex").slice(0, 48)
  const url = values.SANDBOX_STRIPE_WEBHOOK_URL
  const secret = values.SANDBOX_STRIPE_WEBHOOK_SECRET ?? `whsec_${derived("stripe webhook secret")}`
  return {
    secretKey: values.SANDBOX_STRIPE_SECRET_KEY ?? `sk_test_${derived("stripe secret key")}`,
    receiver: url === undefined ? null : { url, secret },
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol)
}

function isOrigin(text: string): boolean {
  if (!isWebAddress(text)) return false
  const { origin, href } = new URL(text)
  return href === `${origin}/`
}

function isSigningSecret(text: string): boolean {
  const match = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)
  return match?.[1] !== undefined && Buffer.from(match[1], "base64").length >= secretMinBytes
}
