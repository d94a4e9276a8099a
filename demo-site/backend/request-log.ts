import type { MiddlewareHandler } from "hono"
import { routePath } from "hono/route"
import type { Logger } from "pino"

/** One line for each request: the route's pattern, never the address, its query, a header or a body. */
export function requestLog(log: Logger): MiddlewareHandler {
  return async (context, next) => {
    const started = performance.now()
    await next()
    log.info(
      {
        method: context.req.method,
        route: routePath(context, -1),
        status: context.res.status,
        duration_ms: Math.round(performance.now() - started),
      },
      "request",
    )
  }
}
