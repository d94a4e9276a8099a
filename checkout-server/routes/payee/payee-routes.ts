import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { basketRoutes } from "#routes/payee/baskets.ts"
import { cardRoutes } from "#routes/payee/cards.ts"
import { paymentPageRoutes } from "#routes/payee/payment-pages.ts"
import { paymentRoutes } from "#routes/payee/payments.ts"
import { receiptRoutes } from "#routes/payee/receipts.ts"
import { isForged, keepPrivate, maxFormBytes, pageSecurity } from "#routes/payee/security.ts"
import type { PayeeSite } from "#routes/payee/site.ts"
import { plainContext } from "#routes/payee/site.ts"
import { faultPage } from "#views/payee/fault-page.tsx"

/** Every page of the checkout in one language, to be mounted at `/` or `/cy`. */
export function payeeRoutes(site: PayeeSite): Hono {
  const { origin } = site.outside.acquirer.capabilities()
  const routes = new Hono()
  routes.use(keepPrivate)
  routes.use("/p/*", pageSecurity([]))
  routes.use("/basket/*", pageSecurity([]))
  routes.use("/receipt/*", pageSecurity([]))
  routes.use("/pay", pageSecurity([origin]))
  routes.use("/pay/*", pageSecurity([origin]))
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
  for (const group of [paymentPageRoutes, basketRoutes, paymentRoutes, cardRoutes, receiptRoutes]) {
    routes.route("/", group(site))
  }
  return routes
}
