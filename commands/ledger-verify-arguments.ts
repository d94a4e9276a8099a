import { parseArgs } from "node:util"
import type { Instant } from "#domain/instant.ts"
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

/** Reads the command line; `problem` tells a person what to write instead. */
export function readVerifyArguments(args: readonly string[]): Read {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        since: { type: "string" },
        "without-acquirer": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    })
    if (values.help === true) return { ok: true, request: { help: true } }
    const since = values.since === undefined ? null : readTime(values.since)
    if (values.since !== undefined && since === null) return wrong(`--since must be ${timeShape}.`)
    const withAcquirer = values["without-acquirer"] !== true
    if (since !== null && !withAcquirer)
      return wrong("--since is for the acquirer: leave one of the two out.")
    return { ok: true, request: { help: false, since, withAcquirer } }
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}

function wrong(problem: string): Read {
  return { ok: false, problem: `${problem}\n\n${verifyHelp}` }
}
