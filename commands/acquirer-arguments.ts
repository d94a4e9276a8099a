import type { CredentialsFault, StripeCredentials } from "#contract/stripe-credentials.ts"
import { readStripeCredentials } from "#contract/stripe-credentials.ts"
import type { AcquirerEndpoint } from "#domain/acquirers/acquirer-account.ts"
import type { Mode } from "#domain/services/service.ts"
import { readOptions } from "./read-options.ts"

/** What a person asks for. */
export type AcquirerRequest = { readonly verb: "help" } | AcquirerWork

/** What is done upon the database. */
export type AcquirerWork =
  | { readonly verb: "list" | "rewrap" }
  | { readonly verb: "test"; readonly account: string }
  /** `buyer`: its slug. */
  | {
      readonly verb: "connect"
      readonly buyer: string
      readonly mode: Mode
      readonly endpoint: AcquirerEndpoint
      readonly credentials: StripeCredentials
    }
  | { readonly verb: "switch"; readonly buyer: string; readonly mode: Mode; readonly account: string }

type Read =
  | { readonly ok: true; readonly request: AcquirerRequest }
  | { readonly ok: false; readonly problem: string }

type Environment = Readonly<Record<string, string | undefined>>

/** How the command is used. */
export const acquirerHelp = `Usage: npm run acquirer -- <command>

  list                      the accounts with acquirers, and whose new payments go there
  connect <buyer>           asks Stripe whose a key is, and keeps it for the buyer, encrypted. A key of an account that
                            is connected replaces that account's; any other becomes an account of its own beside it.
                            Read from STRIPE_SECRET_KEY and, once the webhook endpoint is made,
                            STRIPE_WEBHOOK_SECRET, never from the command line; while that secret is being replaced,
                            STRIPE_WEBHOOK_SECRET_BEFORE is taken too
    --sandbox               the key is of the sandbox acquirer, which speaks Stripe's words: for trying out
  test <account>            asks the acquirer for something that moves no money
  switch <buyer> <account>  sends the buyer's new payments there; those that have begun finish where they are
    --mode <mode>           test or live; without it, test
  rewrap                    encrypts every account's key with the newest of CIVIC_PAY_CREDENTIALS_KEYS
  help                      this text

A buyer is named as in the addresses of its pages: arwel-vale.`

const known = {
  mode: { type: "string" },
  sandbox: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const

/** Reads the command line and, for `connect`, the environment. `problem` says what to write, and repeats no secret. */
export function readAcquirerArguments(args: readonly string[], environment: Environment): Read {
  const read = readOptions(args, known)
  if (!read.ok) return wrong(read.problem)
  const { values, words } = read
  const [verb = "help", ...rest] = words
  if (values.help === true || verb === "help") return { ok: true, request: { verb: "help" } }
  if (values.mode !== undefined && verb !== "switch") return wrong(`"${verb}" does not take --mode.`)
  if (values.sandbox === true && verb !== "connect") return wrong(`"${verb}" does not take --sandbox.`)
  const endpoint = values.sandbox === true ? "sandbox" : "own"
  return readVerb(verb, rest, { mode: values.mode ?? "test", endpoint, environment })
}

function readVerb(
  verb: string,
  rest: readonly string[],
  given: { readonly mode: string; readonly endpoint: AcquirerEndpoint; readonly environment: Environment },
): Read {
  const [first, second, ...more] = rest
  switch (verb) {
    case "list":
    case "rewrap":
      return first === undefined ? { ok: true, request: { verb } } : wrong(`"${verb}" takes nothing more.`)
    case "test":
      if (first === undefined || second !== undefined) return wrong('"test" takes one account.')
      return { ok: true, request: { verb, account: first } }
    case "connect":
      if (first === undefined || second !== undefined) return wrong('"connect" takes one buyer.')
      return readConnect(first, given.endpoint, given.environment)
    case "switch": {
      const { mode } = given
      if (first === undefined || second === undefined || more.length > 0) {
        return wrong('"switch" takes a buyer and an account.')
      }
      if (mode !== "test" && mode !== "live") return wrong("--mode must be test or live.")
      return { ok: true, request: { verb, buyer: first, account: second, mode } }
    }
    default:
      return wrong(`There is no command "${verb}".`)
  }
}

const variables: Readonly<Record<CredentialsFault["name"], string>> = {
  secretKey: "STRIPE_SECRET_KEY",
  webhookSecret: "STRIPE_WEBHOOK_SECRET",
  webhookSecretBefore: "STRIPE_WEBHOOK_SECRET_BEFORE",
}

/** What is wrong with keys of Stripe's, by the environment variables that they were entered in; a line each. */
export function faultLines(faults: readonly CredentialsFault[]): readonly string[] {
  return faults.map(({ name, says }) => `${variables[name]} ${says}.`)
}

function readConnect(buyer: string, endpoint: AcquirerEndpoint, environment: Environment): Read {
  const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_WEBHOOK_SECRET_BEFORE } = environment
  if (!STRIPE_SECRET_KEY) return wrong("STRIPE_SECRET_KEY is missing: put the key into the environment.")
  const read = readStripeCredentials({
    secretKey: STRIPE_SECRET_KEY,
    webhookSecret: STRIPE_WEBHOOK_SECRET || undefined,
    webhookSecretBefore: STRIPE_WEBHOOK_SECRET_BEFORE || undefined,
  })
  if (!read.ok) return { ok: false, problem: faultLines(read.faults).join("\n") }
  const { mode, credentials } = read
  if (endpoint === "sandbox" && mode === "live") {
    return { ok: false, problem: "STRIPE_SECRET_KEY is a live key: the sandbox takes no real money." }
  }
  return { ok: true, request: { verb: "connect", buyer, mode, endpoint, credentials } }
}

function wrong(problem: string): Read {
  return { ok: false, problem: `${problem}\n\n${acquirerHelp}` }
}
