import { parseArgs } from "node:util"
import type { StripeCredentials } from "#contract/stripe-credentials.ts"
import { readStripeCredentials } from "#contract/stripe-credentials.ts"
import type { Mode } from "#domain/services/service.ts"

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
      readonly credentials: StripeCredentials
    }
  | { readonly verb: "switch"; readonly buyer: string; readonly mode: Mode; readonly account: string }

type Read =
  | { readonly ok: true; readonly request: AcquirerRequest }
  | { readonly ok: false; readonly problem: string }

/** How the command is used. */
export const acquirerHelp = `Usage: npm run acquirer -- <command>

  list                      the accounts with acquirers, and whose payments go there
  connect <buyer>           keeps a buyer's Stripe credentials, encrypted, and checks them; also to replace them.
                            They are read from STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, never from the command
                            line; STRIPE_WEBHOOK_SECRET_BEFORE is taken too while the secret is being replaced
  test <account>            asks the acquirer for something that moves no money
  switch <buyer> <account>  sends the buyer's new payments there; those that have begun finish where they are
    --mode <mode>           test or live; without it, test
  rewrap                    encrypts every account's key with the newest of CIVIC_PAY_CREDENTIALS_KEYS
  help                      this text

A buyer is named as in the addresses of its pages: arwel-vale.`

/** Reads the command line and, for `connect`, the environment. `problem` says what to write, and repeats no secret. */
export function readAcquirerArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Read {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { mode: { type: "string" }, help: { type: "boolean", short: "h" } },
    })
    const [verb = "help", ...rest] = positionals
    if (values.help === true || verb === "help") return { ok: true, request: { verb: "help" } }
    if (values.mode !== undefined && verb !== "switch") return wrong(`"${verb}" does not take --mode.`)
    return readVerb(verb, rest, { mode: values.mode ?? "test", environment })
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}

function readVerb(
  verb: string,
  rest: readonly string[],
  given: { readonly mode: string; readonly environment: Readonly<Record<string, string | undefined>> },
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
      return readConnect(first, given.environment)
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

function readConnect(buyer: string, environment: Readonly<Record<string, string | undefined>>): Read {
  const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_WEBHOOK_SECRET_BEFORE } = environment
  if (!STRIPE_SECRET_KEY) return wrong("STRIPE_SECRET_KEY is missing.")
  if (!STRIPE_WEBHOOK_SECRET) return wrong("STRIPE_WEBHOOK_SECRET is missing.")
  const read = readStripeCredentials({
    secretKey: STRIPE_SECRET_KEY,
    webhookSecrets: [
      STRIPE_WEBHOOK_SECRET,
      ...(STRIPE_WEBHOOK_SECRET_BEFORE ? [STRIPE_WEBHOOK_SECRET_BEFORE] : []),
    ],
  })
  if (!read.ok) return wrong(read.faults.join("; "))
  return { ok: true, request: { verb: "connect", buyer, mode: read.mode, credentials: read.credentials } }
}

function wrong(problem: string): Read {
  return { ok: false, problem: `${problem}\n\n${acquirerHelp}` }
}
