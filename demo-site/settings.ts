import * as v from "valibot"

const webAddress = (name: string) =>
  v.pipe(
    v.string(),
    v.check(isOrigin, `${name} must be a web address such as http://localhost:3001, without a path`),
    v.transform((address) => new URL(address).origin),
  )

const Environment = v.object({
  DEMO_PORT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, "DEMO_PORT must be a number from 0 to 65535"),
      v.transform(Number),
      v.maxValue(65535, "DEMO_PORT must be a number from 0 to 65535"),
    ),
    "3001",
  ),
  DEMO_HOST: v.optional(v.pipe(v.string(), v.nonEmpty("DEMO_HOST must not be empty")), "127.0.0.1"),
  DEMO_URL: v.optional(webAddress("DEMO_URL"), "http://localhost:3001"),
  DEMO_DATA_FOLDER: v.optional(v.pipe(v.string(), v.nonEmpty("DEMO_DATA_FOLDER must not be empty"))),
  CIVIC_PAY_URL: v.optional(webAddress("CIVIC_PAY_URL"), "http://localhost:3000"),
  CIVIC_PAY_API_KEY: v.pipe(
    v.optional(v.string(), ""),
    v.nonEmpty("CIVIC_PAY_API_KEY is missing: create a test key for this council in Civic Pay"),
    // This site is open to anyone and shows what it receives: a live key would move real money.
    v.regex(
      /^civicpay_test_[0-9A-Za-z]{49}$/,
      "CIVIC_PAY_API_KEY must be a test key, civicpay_test_ and 49 letters or digits",
    ),
  ),
  CIVIC_PAY_WEBHOOK_SECRET: v.pipe(
    v.optional(v.string(), ""),
    v.nonEmpty("CIVIC_PAY_WEBHOOK_SECRET is missing: it is shown once when the webhook endpoint is created"),
    v.transform((secrets) => secrets.split(",").map((secret) => secret.trim())),
    v.everyItem(
      (secret) => /^whsec_[A-Za-z0-9+/]{24,}={0,2}$/.test(secret),
      "CIVIC_PAY_WEBHOOK_SECRET must be whsec_ and base64; two secrets are separated by a comma",
    ),
  ),
  LOG_LEVEL: v.optional(
    v.picklist(
      ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
      "LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent",
    ),
    "info",
  ),
})

/** What the site must be told to run: addresses without a trailing slash, a test key, one or two webhook secrets. */
export interface Settings {
  readonly port: number
  readonly host: string
  /** Where people reach this site. */
  readonly url: string
  /** Where webhooks and orders are kept between starts; null keeps them in memory only. */
  readonly folder: string | null
  /** Where browsers and this server reach Civic Pay. */
  readonly civicPayUrl: string
  readonly apiKey: string
  readonly webhookSecrets: readonly string[]
  readonly logLevel: string
}

/** Reads the environment; `problem` names every wrong setting in one line and never repeats a value. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly problem: string } {
  const parsed = v.safeParse(Environment, environment, { abortPipeEarly: true })
  if (!parsed.success) {
    return { ok: false, problem: parsed.issues.map((issue) => issue.message).join("; ") }
  }
  const values = parsed.output
  return {
    ok: true,
    settings: {
      port: values.DEMO_PORT,
      host: values.DEMO_HOST,
      url: values.DEMO_URL,
      folder: values.DEMO_DATA_FOLDER ?? null,
      civicPayUrl: values.CIVIC_PAY_URL,
      apiKey: values.CIVIC_PAY_API_KEY,
      webhookSecrets: values.CIVIC_PAY_WEBHOOK_SECRET,
      logLevel: values.LOG_LEVEL,
    },
  }
}

function isOrigin(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === "/" &&
    url.search === "" &&
    url.hash === ""
  )
}
