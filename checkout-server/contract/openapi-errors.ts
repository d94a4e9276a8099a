import type { ApiError } from "#contract/api-error-body.ts"
import { errorAnswer } from "#contract/api-error-body.ts"
import type { ApiErrorName } from "#contract/api-errors.ts"
import { apiErrors } from "#contract/api-errors.ts"
import { idempotencyKeyHeader } from "#contract/idempotency-key.ts"
import { why } from "#contract/why.ts"

type Json = Readonly<Record<string, unknown>>

/** One response a status, each listing the codes it can carry. */
export function errorResponses(names: readonly ApiErrorName[], docsUrl: string): Json {
  const byStatus = Map.groupBy(names, (name) => apiErrors[name].status)
  return Object.fromEntries(
    byStatus.entries().map(([status, together]) => [String(status), errorResponse(together, docsUrl)]),
  )
}

/** The response for refusals that share a status, with an example of each. */
export function errorResponse(names: readonly ApiErrorName[], docsUrl: string): Json {
  const kinds = names.map((name) => apiErrors[name])
  const schema = {
    allOf: [
      { $ref: "#/components/schemas/Error" },
      { properties: { code: { enum: [...new Set(kinds.map(({ code }) => code))] } } },
    ],
  }
  const examples = Object.fromEntries(names.map((name) => [name, { value: example(name, docsUrl) }]))
  const statuses = new Set<number>(kinds.map(({ status }) => status))
  return {
    description: kinds.map(({ code, title }) => `${code} ${title}`).join("; "),
    headers: {
      "Request-Id": { $ref: "#/components/headers/RequestId" },
      "Civic-Pay-Version": { $ref: "#/components/headers/Version" },
      ...(statuses.has(401) ? { "WWW-Authenticate": { schema: { const: "Bearer" } } } : {}),
      ...(statuses.has(405) ? { Allow: { schema: { type: "string" } } } : {}),
      ...(statuses.has(503) || names.includes("request_in_progress")
        ? { "Retry-After": { description: "Seconds.", schema: { type: "integer" } } }
        : {}),
    },
    content: {
      "application/json": { schema, examples },
      "application/problem+json": { schema, examples },
    },
  }
}

/** Members, headers and reasons that belong to the errors whose text names them. */
const details: Partial<Record<ApiErrorName, Omit<ApiError, "name">>> = {
  field_missing: { path: ["amount"] },
  field_unexpected: { path: ["agreement_id"] },
  field_format: { path: ["amount"], why: why.number },
  field_range: { path: ["amount"], why: why.atLeast(1) },
  header_invalid: { header: idempotencyKeyHeader, why: why.headerSize },
  evidence_field_missing: { path: ["explanation"] },
  evidence_field_format: { path: ["service_date"], why: why.date },
  evidence_field_range: { path: ["explanation"], why: why.cardNumber },
  refund_field_missing: { path: ["amount"] },
  refund_field_format: { path: ["amount"], why: why.number },
  refund_field_range: { path: ["amount"], why: why.atLeast(1) },
  refund_not_available: { why: "full" },
  return_url_insecure: { path: ["return_url"], why: why.httpsOnly },
}

function example(name: ApiErrorName, docsUrl: string): unknown {
  const requestId = "req_0123456789abcdefghijklmnop"
  return errorAnswer([{ name, ...details[name] }], { requestId, docsUrl }).body
}
