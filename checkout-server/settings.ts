import * as v from "valibot"

const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, "must be a port number"),
  v.transform(Number),
  v.maxValue(65_535, "must be a port number"),
)

const address = v.pipe(
  v.string(),
  v.url("must be a URL"),
  v.check(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text,
    "must be an origin without a path, such as https://pay.example",
  ),
)

const seconds = v.pipe(
  v.string(),
  v.regex(/^\d{1,3}$/, "must be whole seconds"),
  v.transform(Number),
  v.minValue(1, "must be from 1 to 50"),
  // Leases and the time for a gentle stop are made for calls of fifty seconds at most.
  v.maxValue(50, "must be from 1 to 50"),
)

const onOff = v.picklist(["on", "off"], "must be on or off")

const secretsKey = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9+/]{43}=$/, "must be 32 random bytes in base64"),
  v.transform((text) => new Uint8Array(Buffer.from(text, "base64"))),
)

/** `name:key` with commas between, the newest first; a key is 32 random bytes in base64. */
const keyring = v.pipe(
  v.string(),
  v.regex(
    /^[0-9a-z-]{1,32}:[A-Za-z0-9+/]{43}=(,[0-9a-z-]{1,32}:[A-Za-z0-9+/]{43}=)*$/,
    "must be name:key pairs with commas between, each key 32 random bytes in base64",
  ),
  v.transform((text) =>
    text.split(",").map((pair) => {
      const [id = "", bytes = ""] = pair.split(":")
      return { id, bytes: new Uint8Array(Buffer.from(bytes, "base64")) }
    }),
  ),
)

/** Every setting of the checkout's processes: read once, at start. The README's table lists the same. */
const Settings = v.object({
  DATABASE_URL: v.pipe(v.string(), v.regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")),
  CIVIC_PAY_SECRETS_KEY: secretsKey,
  CIVIC_PAY_CREDENTIALS_KEYS: v.optional(keyring),
  CHECKOUT_URL: v.optional(address, "http://localhost:3000"),
  CHECKOUT_HOST: v.optional(v.string(), "127.0.0.1"),
  CHECKOUT_PORT: v.optional(port, "3000"),
  WORKER_HOST: v.optional(v.string(), "127.0.0.1"),
  WORKER_PORT: v.optional(port, "3003"),
  SANDBOX_ACQUIRER_URL: v.optional(address, "http://localhost:3002"),
  SANDBOX_API_KEY: v.pipe(v.string(), v.minLength(16, "must have at least 16 characters")),
  SANDBOX_NOTIFICATION_SECRET: v.pipe(
    v.string(),
    v.regex(/^whsec_[A-Za-z0-9+/=]+$/, "must begin with whsec_"),
  ),
  STRIPE_API_URL: v.optional(address),
  STRIPE_PAGE_URL: v.optional(address),
  ACQUIRER_TIMEOUT_SECONDS: v.optional(seconds, "50"),
  WEBHOOK_LOOPBACK: v.optional(onOff, "off"),
  LOG_LEVEL: v.optional(
    v.picklist(["debug", "info", "warn", "error"], "must be debug, info, warn or error"),
    "info",
  ),
})

export type Settings = v.InferOutput<typeof Settings>

/** The settings, or one line for each that is missing or wrong; values are never echoed. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
):
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly faults: readonly string[] } {
  const parsed = v.safeParse(Settings, environment)
  if (parsed.success) return { ok: true, settings: parsed.output }
  return {
    ok: false,
    faults: parsed.issues.map((issue) => {
      const name = String(issue.path?.[0]?.key ?? "settings")
      return `${name} ${environment[name] === undefined ? "is missing" : issue.message}`
    }),
  }
}
