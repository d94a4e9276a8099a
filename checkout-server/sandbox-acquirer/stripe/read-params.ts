import { parse } from "qs"
import * as v from "valibot"
import type { Answer } from "#sandbox-acquirer/payments/write.ts"
import { invalidRequest } from "./answer.ts"

/** The deepest parameter is a product's name in a line item's price. */
const depth = 6
const parameterMax = 500
const listMax = 100

export const integer = v.pipe(
  v.string(),
  v.regex(/^-?\d{1,15}$/, (issue) => `Invalid integer: ${issue.input}`),
  v.transform(Number),
)
export const positive = v.pipe(integer, v.minValue(1, "This value must be greater than or equal to 1."))
export const boolean = v.pipe(
  v.picklist(["true", "false"], (issue) => `Invalid boolean: ${issue.input}`),
  v.transform((text) => text === "true"),
)

const textMaxLength = 5_000
/** A parameter given and left empty means that it is not there. */
export const text = v.pipe(v.string(), v.maxLength(textMaxLength, "This value is too long."))

const metadataMax = 50
const metadataText = v.pipe(v.string(), v.maxLength(500, "Metadata values can have up to 500 characters."))
const metadataKey = v.pipe(v.string(), v.maxLength(40, "Metadata keys can have up to 40 characters."))

export const metadata = v.union([
  v.pipe(
    v.literal(""),
    v.transform((): Record<string, string> => ({})),
  ),
  v.pipe(
    v.record(metadataKey, metadataText),
    v.check((map) => Object.keys(map).length <= metadataMax, "Metadata can have up to 50 keys."),
  ),
])

export const webAddress = v.pipe(
  text,
  v.check(
    (address) => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol),
    "Not a valid URL",
  ),
)
export const expand = v.optional(v.array(v.string()), [])

/** A moment, in whole seconds; a list can ask for a range of them. */
export const timeRange = v.union([
  integer,
  v.strictObject({
    gt: v.optional(integer),
    gte: v.optional(integer),
    lt: v.optional(integer),
    lte: v.optional(integer),
  }),
])

/** Reads a form or a query with brackets, or says what of it cannot be, as Stripe does: one thing, by its name. */
export function readParams<Schema extends v.GenericSchema>(
  schema: Schema,
  encoded: string,
):
  | { readonly ok: true; readonly params: v.InferOutput<Schema> }
  | { readonly ok: false; readonly answer: Answer } {
  const given: unknown = parse(encoded, {
    depth,
    parameterLimit: parameterMax,
    arrayLimit: listMax,
  })
  const parsed = v.safeParse(schema, given, { abortEarly: true, abortPipeEarly: true })
  if (parsed.success) return { ok: true, params: parsed.output }
  return { ok: false, answer: refused(parsed.issues[0]) }
}

function refused(issue: v.BaseIssue<unknown>): Answer {
  // A union hides what is wrong with the member that was meant: the last one.
  const inner = issue.type === "union" ? issue.issues?.at(-1) : undefined
  if (inner)
    return refused({ ...inner, path: [...(issue.path ?? []), ...(inner.path ?? [])] } as typeof issue)
  const param = bracketed(issue)
  if (issue.type === "strict_object" && issue.expected === "never") {
    return invalidRequest(`Received unknown parameter: ${param}`, { code: "parameter_unknown", param })
  }
  if (issue.received === "undefined") {
    return invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param })
  }
  const code = issue.message.startsWith("Invalid integer") ? "parameter_invalid_integer" : undefined
  const message = issue.kind === "schema" && issue.type !== "picklist" ? `Invalid ${param}.` : issue.message
  return invalidRequest(message, { param, ...(code === undefined ? {} : { code }) })
}

/** `line_items[0][quantity]` */
function bracketed(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => String(key))
  return keys.map((key, index) => (index === 0 ? key : `[${key}]`)).join("")
}
