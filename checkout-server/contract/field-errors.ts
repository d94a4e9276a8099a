import type * as v from "valibot"
import type { ApiError } from "#contract/api-error-body.ts"
import type { ApiErrorName } from "#contract/api-errors.ts"
import { isFormatReason } from "#contract/why.ts"

/** A JSON object as it was sent. */
export type Sent = Readonly<Record<string, unknown>>

/** True for what JSON calls an object. */
export function isJsonObject(value: unknown): value is Sent {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Null means absent, and so does a blank text in one of `members`. */
export function withoutBlanks(body: Sent, members: readonly string[]): Sent {
  const isBlank = (name: string, value: unknown) =>
    members.includes(name) && typeof value === "string" && value.trim() === ""
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => value !== null && !isBlank(name, value)),
  )
}

/** What an operation calls a member that is missing, of the wrong form, or out of range. */
export interface FieldErrorNames {
  readonly missing: ApiErrorName
  readonly format: ApiErrorName
  readonly range: ApiErrorName
}

/** A schema's complaint as a refusal. */
export function fieldError(issue: v.BaseIssue<unknown>, names: FieldErrorNames): ApiError {
  // Below `metadata` a path would hold the sender's own keys.
  const keys = (issue.path ?? []).map(({ key }) => String(key))
  const path = keys[0] === "metadata" ? ["metadata"] : keys
  if (keys.length === 1 && issue.input === undefined) return { name: names.missing, path }
  return { name: isFormatReason(issue.message) ? names.format : names.range, path, why: issue.message }
}

/** Missing, then form, then range; within each the order of `members`; one refusal a member. */
export function inOrder(errors: readonly ApiError[], members: readonly string[]): readonly ApiError[] {
  const rank = ({ name }: ApiError) => ranks[name] ?? 2
  const place = (error: ApiError) => members.indexOf(error.path?.[0] ?? "")
  const sorted = errors.toSorted((one, other) => rank(one) - rank(other) || place(one) - place(other))
  const key = (error: ApiError) => (error.path ?? []).join("/")
  return sorted.filter((error, index) => sorted.findIndex((earlier) => key(earlier) === key(error)) === index)
}

const ranks: Partial<Record<ApiErrorName, number>> = {
  field_missing: 0,
  refund_field_missing: 0,
  evidence_field_missing: 0,
  field_unexpected: 1,
  field_format: 1,
  refund_field_format: 1,
  evidence_field_format: 1,
}
