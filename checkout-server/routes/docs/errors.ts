import { Hono } from "hono"
import type { ApiErrorKind } from "#contract/api-errors.ts"
import { apiErrors } from "#contract/api-errors.ts"

const kinds: readonly ApiErrorKind[] = Object.values(apiErrors)

/** `/docs/errors/{code}`: where the `type` of an error body leads. Plain text, for a developer with a log line. */
export function errorDocsRoutes(): Hono {
  return new Hono().get("/docs/errors/:code", (request) => {
    const code = request.req.param("code")
    const meanings = kinds.filter((kind) => kind.code === code)
    if (meanings.length === 0) return request.text("No such error code\n", 404)
    const lines = meanings.map(({ status, title, description }) => `HTTP ${status}: ${title}. ${description}`)
    return request.text(`${code}\n\n${lines.join("\n")}\n`, 200, { "Cache-Control": "public, max-age=300" })
  })
}
