import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { basketRoutes } from "#routes/payee/baskets.ts"
import { cardRoutes } from "#routes/payee/cards.ts"
import { paymentPageRoutes } from "#routes/payee/payment-pages.ts"
import { paymentRoutes } from "#routes/payee/payments.ts"
import { receiptRoutes } from "#routes/payee/receipts.ts"
import type { PageEnv } from "#routes/payee/security.ts"
import { allowFormTarget, isForged, keepPrivate, maxFormBytes, pageSecurity } from "#routes/payee/security.ts"
import type { PayeeSite } from "#routes/payee/site.ts"
import { plainContext } from "#routes/payee/site.ts"
import { faultPage } from "#views/payee/fault-page.tsx"

/** Every page of the checkout in one language, to be mounted at `/` or `/cy`. */
export function payeeRoutes(site: PayeeSite): Hono<PageEnv> {
  const routes = new Hono<PageEnv>()
  routes.use(keepPrivate)
  for (const path of ["/p/*", "/basket/*", "/receipt/*", "/pay", "/pay/*"]) {
    routes.use(path, allowFormTarget, pageSecurity)
  }
  routes.use(
    bodyLimit({
      maxSize: maxFormBytes,
      onError: (request) => request.html(faultPage(plainContext(site, request), "blocked"), 413),
    }),
  )
  routes.use(async (request, next) => {
    if (!isForged(request.req.method, request.req.path, request.req.header("sec-fetch-site")))
      return await next()
    return request.html(faultPage(plainContext(site, request), "blocked"), 403)
  })
  routes.route("/", paymentPageRoutes(site))
  routes.route("/", basketRoutes(site))
  routes.route("/", paymentRoutes(site))
  routes.route("/", cardRoutes(site))
  routes.route("/", receiptRoutes(site))
  return routes
}
