import type { Context, Hono } from "hono"
import { HTTPException } from "hono/http-exception"
import { routePath } from "hono/route"
import { pageSecurity } from "#routes/payee/security.ts"
import type { PayeeSite } from "#routes/payee/site.ts"
import { plainContext } from "#routes/payee/site.ts"
import type { Fault } from "#views/payee/fault-page.tsx"
import { faultPage } from "#views/payee/fault-page.tsx"

/** Answers addresses that lead nowhere, and bugs, with a page that promises nothing about money. */
export function pageFaults(routes: Hono, site: Omit<PayeeSite, "language">): void {
  const page = async (request: Context, fault: Fault, status: 404 | 500) => {
    await pageSecurity(request, async () => {})
    const language = request.req.path.startsWith("/cy/") ? "cy" : "en"
    return request.html(faultPage(plainContext({ ...site, language }, request), fault), status)
  }
  routes.notFound((request) => page(request, "not_found", 404))
  routes.onError(async (error, request) => {
    if (error instanceof HTTPException) return error.getResponse()
    const facts = { request_id: requestIdOf(request), route: routePath(request), error }
    site.outside.log.error(facts, "request failed")
    return await page(request, "server_error", 500)
  })
}

/** The id that the request's own line in the log has. */
function requestIdOf(request: Context): string | undefined {
  const id: unknown = request.get("requestId")
  return typeof id === "string" ? id : undefined
}
