import type { ApiError } from "#contract/api-error-body.ts"
import { why } from "#contract/why.ts"

/** The header by which a repeat of a request is known. */
export const idempotencyKeyHeader = "Idempotency-Key"

const mostCharacters = 255

/** Reads the header; quotes around the key are not a part of it. */
export function readIdempotencyKey(
  sent: string,
): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: ApiError } {
  const key = /^"(.*)"$/.exec(sent)?.[1] ?? sent
  if (key.length < 1 || key.length > mostCharacters) return refused(why.headerSize)
  return /^[A-Za-z0-9-]+$/.test(key) ? { ok: true, value: key } : refused(why.headerCharacters)
}

function refused(reason: string): { readonly ok: false; readonly error: ApiError } {
  return { ok: false, error: { name: "header_invalid", header: idempotencyKeyHeader, why: reason } }
}
