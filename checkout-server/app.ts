import { Hono } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import type { StaticFiles } from "#ports/static-files.ts"
import { acquirerNotificationRoutes } from "#routes/acquirer/notifications.ts"
import { assetRoutes } from "#routes/assets/assets.ts"
import { buyerApiRoutes } from "#routes/buyer-api/buyer-api-routes.ts"
import { errorDocsRoutes } from "#routes/docs/errors.ts"
import { healthRoutes } from "#routes/health.ts"
import { requestRecord } from "#routes/middleware/request-record.ts"
import type { UnderWay } from "#routes/middleware/under-way.ts"
import { createUnderWay } from "#routes/middleware/under-way.ts"
import { pageFaults } from "#routes/payee/faults.ts"
import { payeeRoutes } from "#routes/payee/payee-routes.ts"
import type { PayeeSite } from "#routes/payee/site.ts"
import { policyReportRoutes } from "#routes/security/policy-reports.ts"

/** Built files that the checkout serves, and the addresses of its own pages' style sheet and script. */
export interface AppFiles {
  readonly widget: StaticFiles
  readonly page: StaticFiles
  readonly assets: PayeeSite["assets"]
}

/** The whole checkout as one HTTP handler, and what still runs after its answers. */
export interface App {
  readonly routes: Hono
  readonly underWay: UnderWay
}

/** Mounts every route. Listens to nothing. */
export function buildApp(outside: Outside, files: AppFiles): App {
  const underWay = createUnderWay(outside.log)
  const site = { outside, underWay, assets: files.assets }
  const routes = new Hono()
  routes.use(requestRecord(outside))
  routes.route("/", healthRoutes(outside))
  routes.route("/", assetRoutes(files))
  routes.route("/", errorDocsRoutes())
  routes.route("/v1", buyerApiRoutes(outside, underWay))
  routes.route("/", acquirerNotificationRoutes(outside))
  routes.route("/", policyReportRoutes(outside))
  routes.route("/cy", payeeRoutes({ ...site, language: "cy" }))
  routes.route("/", payeeRoutes({ ...site, language: "en" }))
  pageFaults(routes, site)
  return { routes, underWay }
}
