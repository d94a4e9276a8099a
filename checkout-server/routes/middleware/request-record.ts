import type { MiddlewareHandler } from "hono"
import { routePath } from "hono/route"
import type { Outside } from "#checkout-server/outside.ts"

/** What every request carries. */
export interface RequestRecordEnv {
  Variables: {
    /** `req_…`: in the response, in error bodies and in the log. */
    requestId: string
    /** Whose key it came with; set once the key is known. */
    keyId?: string
  }
}

/**
 * Gives each request an id, answers it as `Request-Id`, and writes one line to the log. The line names the route's
 * template: an address may hold a capability. Safe to mount twice: the outer one counts.
 */
export function requestRecord(
  outside: Pick<Outside, "clock" | "ids" | "log">,
): MiddlewareHandler<RequestRecordEnv> {
  return async (c, next) => {
    if (c.get("requestId") !== undefined) return await next()
    const startedAt = outside.clock.now()
    const requestId = `req_${outside.ids.next()}`
    c.set("requestId", requestId)
    c.header("Request-Id", requestId)
    await next()
    outside.log.info(
      {
        request_id: requestId,
        route: routePath(c),
        method: c.req.method,
        status: c.res.status,
        duration_ms: outside.clock.now() - startedAt,
        key_id: c.get("keyId"),
      },
      "request",
    )
  }
}
