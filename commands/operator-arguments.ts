import { containsCardNumber } from "#domain/card-number.ts"
import type { Instant } from "#domain/instant.ts"
import type { CaseEnd } from "#domain/operator-cases/case-end.ts"
import { caseEnds } from "#domain/operator-cases/case-end.ts"
import type { UtcDay } from "#domain/utc-day.ts"
import { parseUtcDay } from "#domain/utc-day.ts"
import { readOptions } from "./read-options.ts"
import { readTime, timeShape } from "./read-time.ts"

/** What a person asks for. */
export type OperatorRequest = { readonly verb: "help" } | OperatorWork

/** What is done upon the database. */
export type OperatorWork =
  | { readonly verb: "list" | "exceptions" }
  | { readonly verb: "reconcile"; readonly day: UtcDay }
  /** `since` null: from two days ago on. */
  | { readonly verb: "recover"; readonly since: Instant | null }
  | {
      readonly verb: "resolve"
      readonly caseId: string
      readonly to: CaseEnd
      readonly by: string
      readonly evidence: string
    }

type Read =
  | { readonly ok: true; readonly request: OperatorRequest }
  | { readonly ok: false; readonly problem: string }

/** How the command is used. */
export const operatorHelp = `Usage: npm run operator -- <command>

  list                      the open cases: what people must look at, oldest first
  resolve <case>            ends a case, once you know what happened
    --to <end>              ${caseEnds.join(", ")}
    --by <name>             your name
    --evidence <text>       what you know it from: never card data
  exceptions                where the acquirer's books and the ledger differ, oldest first
  reconcile <day>           holds a closed day's books against the ledger again: 2026-11-22
  recover                   asks the acquirer about everything that happened there lately: after a restore
    --since <time>          ${timeShape}; without it, two days
  help                      this text`

/** The longest that the database keeps. */
const longest = { by: 100, evidence: 1_000 } as const

const known = {
  to: { type: "string" },
  by: { type: "string" },
  evidence: { type: "string" },
  since: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const

/** Reads the command line; `problem` tells a person what to write instead. */
export function readOperatorArguments(args: readonly string[]): Read {
  const read = readOptions(args, known)
  if (!read.ok) return wrong(read.problem)
  const { help, ...given } = read.values
  const [verb = "help", ...rest] = read.words
  return help === true ? { ok: true, request: { verb: "help" } } : readVerb(verb, rest, given)
}

interface Given {
  readonly since?: string
  readonly to?: string
  readonly by?: string
  readonly evidence?: string
}

function readVerb(verb: string, rest: readonly string[], given: Given): Read {
  if (verb === "resolve") return readResolve(rest, given)
  if (verb === "reconcile") return readReconcile(rest, given)
  if (verb === "recover") return readRecover(rest, given)
  if (verb !== "help" && verb !== "list" && verb !== "exceptions") {
    return wrong(`There is no command "${verb}".`)
  }
  return unused(verb, [...rest, ...optionsOf(given)]) ?? { ok: true, request: { verb } }
}

function optionsOf(given: Given): readonly string[] {
  return Object.keys(given).map((name) => `--${name}`)
}

function unused(verb: string, more: readonly string[]): Read | null {
  return more.length === 0 ? null : wrong(`"${verb}" does not take ${more.join(" ")}.`)
}

function readReconcile(rest: readonly string[], given: Given): Read {
  const [text = "", ...more] = rest
  const day = parseUtcDay(text)
  if (day === null) return wrong('"reconcile" takes one day, such as 2026-11-22.')
  return (
    unused("reconcile", [...more, ...optionsOf(given)]) ?? { ok: true, request: { verb: "reconcile", day } }
  )
}

function readRecover(rest: readonly string[], { since: text, ...given }: Given): Read {
  const since = text === undefined ? null : readTime(text)
  if (text !== undefined && since === null) return wrong(`--since must be ${timeShape}.`)
  return (
    unused("recover", [...rest, ...optionsOf(given)]) ?? { ok: true, request: { verb: "recover", since } }
  )
}

function readResolve(rest: readonly string[], given: Given): Read {
  const [caseId, ...more] = rest
  if (caseId === undefined || more.length > 0) return wrong('"resolve" takes one case.')
  if (given.since !== undefined) return wrong('"resolve" does not take --since.')
  const to = caseEnds.find((end) => end === given.to)
  if (to === undefined) return wrong(`--to must be one of ${caseEnds.join(", ")}.`)
  const by = given.by?.trim() ?? ""
  const evidence = given.evidence?.trim() ?? ""
  for (const [name, text] of [["by", by] as const, ["evidence", evidence] as const]) {
    if (text === "") return wrong(`--${name} is missing.`)
    if (text.length > longest[name]) return wrong(`--${name} must be at most ${longest[name]} characters.`)
    if (containsCardNumber(text)) return wrong(`--${name} holds a card number: leave it out.`)
  }
  return { ok: true, request: { verb: "resolve", caseId, to, by, evidence } }
}

function wrong(problem: string): Read {
  return { ok: false, problem: `${problem}\n\n${operatorHelp}` }
}
