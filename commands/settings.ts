import { resolve } from "node:path"
import * as v from "valibot"

/** What can be set for a whole local Civic Pay; ports are TCP ports, addresses have no trailing slash. */
export interface Settings {
  /** Absolute path: the database, secrets, logs and demo.json live here. */
  readonly dataFolder: string
  /** A database of the operator's own; null: a PostgreSQL is kept in the data folder. */
  readonly databaseUrl: string | null
  /** Where the sandbox acquirer keeps its schema when `databaseUrl` is set. */
  readonly sandboxDatabaseUrl: string | null
  /** null: the port of last time, or a free one. */
  readonly postgresPort: number | null
  readonly ports: Ports
  readonly urls: Urls
  /** Where the demo council's cards are taken. */
  readonly demoAcquirer: DemoAcquirer
  /** Settings of single processes that are handed on as they are. */
  readonly passedOn: Readonly<Record<string, string>>
}

/** The sandbox acquirer; Stripe's test mode with these keys, the second null until it is made; or the sandbox acquirer as it speaks Stripe's words. */
export type DemoAcquirer =
  | { readonly kind: "sandbox" | "stripe-sandbox" }
  | { readonly kind: "stripe"; readonly secretKey: string; readonly webhookSecret: string | null }

/** `worker` answers health checks only. */
export interface Ports {
  readonly checkout: number
  readonly demo: number
  readonly sandboxAcquirer: number
  readonly worker: number
}

/** Where browsers reach each of them. */
export interface Urls {
  readonly checkout: string
  readonly demo: string
  readonly sandboxAcquirer: string
}

/** The setting that moves each port. */
export const portSettings: Readonly<Record<keyof Ports, string>> = {
  checkout: "CHECKOUT_PORT",
  demo: "DEMO_PORT",
  sandboxAcquirer: "SANDBOX_ACQUIRER_PORT",
  worker: "WORKER_PORT",
}

const passedOnNames = [
  "LOG_LEVEL",
  "SANDBOX_CONTROL",
  "WEBHOOK_LOOPBACK",
  "ACQUIRER_TIMEOUT_SECONDS",
  "WORKER_HOST",
  "CHECKOUT_HOST",
  "DEMO_HOST",
  "SANDBOX_ACQUIRER_HOST",
  "STRIPE_API_URL",
  "STRIPE_PAGE_URL",
]

const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, "must be a port number"),
  v.transform(Number),
  v.minValue(1, "must be a port number"),
  v.maxValue(65_535, "must be a port number"),
)
const origin = v.pipe(
  v.string(),
  v.check(isOrigin, "must be an address such as http://localhost:3000, without a path"),
  v.transform((text) => new URL(text).origin),
)
const database = v.pipe(v.string(), v.regex(/^postgres(ql)?:\/\//, "must be a postgres:// address"))

const Environment = v.object({
  CHECKOUT_PORT: v.optional(port, "3000"),
  DEMO_PORT: v.optional(port, "3001"),
  SANDBOX_ACQUIRER_PORT: v.optional(port, "3002"),
  WORKER_PORT: v.optional(port, "3003"),
  POSTGRES_PORT: v.optional(port),
  CHECKOUT_URL: v.optional(origin),
  DEMO_URL: v.optional(origin),
  SANDBOX_ACQUIRER_URL: v.optional(origin),
  DATABASE_URL: v.optional(database),
  SANDBOX_DATABASE_URL: v.optional(database),
  DEMO_ACQUIRER: v.optional(
    v.picklist(["sandbox", "stripe", "stripe-sandbox"], "must be sandbox, stripe or stripe-sandbox"),
    "sandbox",
  ),
  STRIPE_SECRET_KEY: v.optional(v.string()),
  STRIPE_WEBHOOK_SECRET: v.optional(v.string()),
  DATA_FOLDER: v.optional(v.pipe(v.string(), v.nonEmpty("must not be empty")), ".data"),
})

/** Reads the environment; `problem` is one line that names each wrong setting and never repeats a value. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly problem: string } {
  const parsed = v.safeParse(Environment, environment)
  if (!parsed.success) {
    return { ok: false, problem: parsed.issues.map((i) => `${v.getDotPath(i)} ${i.message}`).join("; ") }
  }
  const values = parsed.output
  const ports: Ports = {
    checkout: values.CHECKOUT_PORT,
    demo: values.DEMO_PORT,
    sandboxAcquirer: values.SANDBOX_ACQUIRER_PORT,
    worker: values.WORKER_PORT,
  }
  const demoAcquirer = demoAcquirerOf(values)
  if (demoAcquirer === null) {
    return { ok: false, problem: "DEMO_ACQUIRER=stripe needs STRIPE_SECRET_KEY: a key of Stripe's test mode" }
  }
  const shared = sharedPort(ports)
  if (shared !== null) return { ok: false, problem: shared }
  const databaseUrl = values.DATABASE_URL ?? null
  return {
    ok: true,
    settings: {
      dataFolder: resolve(import.meta.dirname, "..", values.DATA_FOLDER),
      databaseUrl,
      sandboxDatabaseUrl: values.SANDBOX_DATABASE_URL ?? databaseUrl,
      postgresPort: values.POSTGRES_PORT ?? null,
      ports,
      urls: {
        checkout: values.CHECKOUT_URL ?? `http://localhost:${ports.checkout}`,
        demo: values.DEMO_URL ?? `http://localhost:${ports.demo}`,
        sandboxAcquirer: values.SANDBOX_ACQUIRER_URL ?? `http://localhost:${ports.sandboxAcquirer}`,
      },
      demoAcquirer,
      passedOn: pick(environment, passedOnNames),
    },
  }
}

function demoAcquirerOf(values: v.InferOutput<typeof Environment>): DemoAcquirer | null {
  const { DEMO_ACQUIRER: kind, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = values
  if (kind !== "stripe") return { kind }
  return secretKey ? { kind, secretKey, webhookSecret: webhookSecret || null } : null
}

/** The named members that have a value. */
export function pick(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const entries = names.map((name) => [name, environment[name]] as const)
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

function sharedPort(ports: Ports): string | null {
  const named: [string, number][] = [
    [portSettings.checkout, ports.checkout],
    [portSettings.demo, ports.demo],
    [portSettings.sandboxAcquirer, ports.sandboxAcquirer],
    [portSettings.worker, ports.worker],
  ]
  for (const [index, [name, number]] of named.entries()) {
    const other = named.slice(index + 1).find((entry) => entry[1] === number)
    if (other) return `${name} and ${other[0]} must differ`
  }
  return null
}

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
}
