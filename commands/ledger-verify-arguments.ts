import type { Instant } from "#domain/instant.ts"
import { readOptions } from "./read-options.ts"
import { readTime, timeShape } from "./read-time.ts"

/** What is to be verified. */
export interface VerifyWork {
  readonly help: false
  /** Null: from thirty days ago on. */
  readonly since: Instant | null
  readonly withAcquirer: boolean
}

type VerifyRequest = { readonly help: true } | VerifyWork

type Read =
  | { readonly ok: true; readonly request: VerifyRequest }
  | { readonly ok: false; readonly problem: string }

/** How the command is used. */
export const verifyHelp = `Usage: npm run ledger:verify -- [options]

Compares payments, ledger and acquirer, and names every difference.

  --since <time>        ask the acquirer about payments made since then: ${timeShape};
                        without it, those of the last 30 days
  --without-acquirer    compare payments and ledger only
  --help                this text

Ends with 0 where all agree, 1 where there are differences, 2 where something could not be compared.`

const known = {
  since: { type: "string" },
  "without-acquirer": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const

/** Reads the command line; `problem` tells a person what to write instead. */
export function readVerifyArguments(args: readonly string[]): Read {
  const read = readOptions(args, known)
  if (!read.ok) return wrong(read.problem)
  const { values, words } = read
  if (values.help === true) return { ok: true, request: { help: true } }
  if (words.length > 0) return wrong(`It takes options only, not ${words.join(" ")}.`)
  const since = values.since === undefined ? null : readTime(values.since)
  if (values.since !== undefined && since === null) return wrong(`--since must be ${timeShape}.`)
  const withAcquirer = values["without-acquirer"] !== true
  if (since !== null && !withAcquirer) return wrong("--since is for the acquirer: leave one of the two out.")
  return { ok: true, request: { help: false, since, withAcquirer } }
}

function wrong(problem: string): Read {
  return { ok: false, problem: `${problem}\n\n${verifyHelp}` }
}
