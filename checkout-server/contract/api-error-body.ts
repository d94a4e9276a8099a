import * as v from "valibot"
import type { ApiErrorName, ApiErrorStatus } from "#contract/api-errors.ts"
import { apiErrors } from "#contract/api-errors.ts"

const code = v.pipe(v.string(), v.description("Stable: decide by this, not by the text."))

const header = v.exactOptional(v.pipe(v.string(), v.description("The header that caused it.")))

/** One refusal inside an error body. */
const apiErrorEntry = v.object({
  field: v.exactOptional(v.pipe(v.string(), v.description("The last name of the path."))),
  pointer: v.exactOptional(
    v.pipe(v.string(), v.description("JSON Pointer (RFC 6901) into the request body.")),
  ),
  header,
  code,
  description: v.string(),
})

/** The body of every refusal: GOV.UK Pay's members and those of RFC 9457 in one. */
export const apiErrorBody = v.pipe(
  v.object({
    field: v.exactOptional(v.string()),
    header,
    code,
    description: v.string(),
    type: v.pipe(v.string(), v.url()),
    title: v.string(),
    status: v.pipe(v.number(), v.integer()),
    detail: v.string(),
    instance: v.pipe(v.string(), v.regex(/^urn:civic-pay:request:req_[0-9a-v]{26}$/)),
    errors: v.pipe(v.array(apiErrorEntry), v.minLength(1)),
  }),
  v.description("The top level repeats the first of `errors`. A value that was sent is never echoed."),
)
export type ApiErrorBody = v.InferOutput<typeof apiErrorBody>

/** A refusal, with the member of the request that caused it. */
export interface ApiError {
  readonly name: ApiErrorName
  /** Names from the top of the body to the member: `["amount"]`. */
  readonly path?: readonly string[]
  /** The header at fault, where it is not a member. */
  readonly header?: string
  /** Fills `{why}`. */
  readonly why?: string
}

/** At least one refusal; the first decides status and top level. */
export type ApiErrors = readonly [ApiError, ...ApiError[]]

/** What an error body needs to know of its request. `docsUrl` without a trailing slash. */
export interface ErrorContext {
  readonly requestId: string
  readonly docsUrl: string
}

/** The status and body of a refusal. */
export function errorAnswer(
  errors: ApiErrors,
  context: ErrorContext,
): { readonly status: ApiErrorStatus; readonly body: ApiErrorBody } {
  const kind = apiErrors[errors[0].name]
  const { pointer: _, ...first } = entry(errors[0])
  const body = {
    ...first,
    type: `${context.docsUrl}/errors/${kind.code}`,
    title: kind.title,
    status: kind.status,
    detail: first.description,
    instance: `urn:civic-pay:request:${context.requestId}`,
    errors: errors.map(entry),
  }
  return { status: kind.status, body }
}

function entry({ name, path = [], header, why = "" }: ApiError): v.InferOutput<typeof apiErrorEntry> {
  const kind = apiErrors[name]
  const field = path.at(-1)
  return {
    ...(field === undefined ? {} : { field, pointer: pointerTo(path) }),
    ...(header === undefined ? {} : { header }),
    code: kind.code,
    description: kind.description
      .replace("{field}", () => field ?? "")
      .replace("{header}", () => header ?? "")
      .replace("{why}", () => why),
  }
}

function pointerTo(path: readonly string[]): string {
  return ["#", ...path].join("/")
}
