import { parseArgs } from "node:util"

/** The options that a command knows: `string` takes a value, `boolean` none. */
export type KnownOptions = Readonly<
  Record<string, { readonly type: "string" | "boolean"; readonly short?: string }>
>

/** The words and options of a command line; `problem` is one line for a person, and repeats no value. */
export type ReadOptions<Known extends KnownOptions> =
  | { readonly ok: true; readonly values: Values<Known>; readonly words: readonly string[] }
  | { readonly ok: false; readonly problem: string }

type Values<Known extends KnownOptions> = {
  readonly [Name in keyof Known]?: Known[Name]["type"] extends "string" ? string : boolean
}

/** Reads a command line strictly, in words of our own: the platform's are for programmers. */
export function readOptions<const Known extends KnownOptions>(
  args: readonly string[],
  known: Known,
): ReadOptions<Known> {
  const { tokens, values, positionals } = parseArgs({
    args: [...args],
    options: known,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== "option") continue
    const { name, rawName, value, inlineValue } = token
    const option = Object.hasOwn(known, name) ? known[name] : undefined
    if (option === undefined) return { ok: false, problem: `There is no option ${rawName}.` }
    const isMissing = value === undefined || value === "" || (value.startsWith("-") && inlineValue !== true)
    if (option.type === "string" && isMissing) return { ok: false, problem: `${rawName} needs a value.` }
    if (option.type === "boolean" && value !== undefined) {
      return { ok: false, problem: `${rawName} takes no value.` }
    }
  }
  return { ok: true, values: values as Values<Known>, words: positionals }
}
