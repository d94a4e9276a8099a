import type { Handler, MiddlewareHandler } from "hono"
import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { Outside } from "#checkout-server/outside.ts"
import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import { buyerApi, buyerApiVersion, knowsRepeats } from "#contract/buyer-api.ts"
import { openApiDocument } from "#contract/openapi.ts"
import type { ApiKeyScope } from "#domain/api-keys/api-key.ts"
import { answerError } from "#routes/buyer-api/answer-error.ts"
import { answerFault } from "#routes/buyer-api/answer-fault.ts"
import {
  getDispute,
  getDisputes,
  postDisputeAcceptance,
  postDisputeEvidence,
} from "#routes/buyer-api/disputes.ts"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"
import {
  getPayment,
  getPaymentEvents,
  postPayment,
  postPaymentCancel,
  postPaymentCapture,
} from "#routes/buyer-api/payments.ts"
import { getRefund, getRefunds, postRefund } from "#routes/buyer-api/refunds.ts"
import { answerRepeats } from "#routes/buyer-api/repeats.ts"
import { requireKey, trustKey } from "#routes/middleware/api-key.ts"
import { rememberKeys } from "#routes/middleware/remembered-keys.ts"
import { requestRecord } from "#routes/middleware/request-record.ts"
import type { UnderWay } from "#routes/middleware/under-way.ts"

/** 15 metadata pairs and a full address need under 8 KiB, in any script. */
const maxBodyBytes = 64 * 1024

/** The base path that `buyerApiRoutes` is mounted at. */
const basePath = "/v1"

/** The payments API for buyers' servers, to be mounted at `/v1`. Its paths, scopes and codes are `buyerApi`. */
export function buyerApiRoutes(outside: Outside, underWay: UnderWay): Hono<BuyerApiEnv> {
  const docsUrl = `${outside.addresses.checkout}/docs`
  const document = openApiDocument({ checkoutUrl: outside.addresses.checkout, docsUrl })
  const app = new Hono<BuyerApiEnv>()
  app.onError(answerFault(outside))
  app.use(requestRecord(outside), everyAnswer(docsUrl))

  const mount = (route: BuyerApiRoute, handler: Handler<BuyerApiEnv>) =>
    app.on(route.method, [honoPath(route.path)], ...guards(outside, route), handler)
  mount(buyerApi.createPayment, postPayment(outside))
  mount(buyerApi.getPayment, getPayment(outside))
  mount(buyerApi.getPaymentEvents, getPaymentEvents(outside))
  mount(buyerApi.cancelPayment, postPaymentCancel(outside))
  mount(buyerApi.capturePayment, postPaymentCapture(outside, underWay))
  mount(buyerApi.createRefund, postRefund(outside, underWay))
  mount(buyerApi.getRefunds, getRefunds(outside))
  mount(buyerApi.getRefund, getRefund(outside))
  mount(buyerApi.getDisputes, getDisputes(outside))
  mount(buyerApi.getDispute, getDispute(outside))
  mount(buyerApi.sendDisputeEvidence, postDisputeEvidence(outside, underWay))
  mount(buyerApi.acceptDispute, postDisputeAcceptance(outside, underWay))
  mount(buyerApi.getOpenApi, (c) => c.json(document))

  for (const [path, methods] of methodsByPath()) {
    app.all(honoPath(path), (c) => {
      c.header("Allow", methods.join(", "))
      return answerError(c, [{ name: "method_unknown" }])
    })
  }
  app.all("*", (c) => answerError(c, [{ name: "path_unknown" }]))
  return app
}

function everyAnswer(docsUrl: string): MiddlewareHandler<BuyerApiEnv> {
  return async (c, next) => {
    c.set("docsUrl", docsUrl)
    c.header("Cache-Control", "no-store")
    c.header("Civic-Pay-Version", buyerApiVersion)
    c.header("X-Content-Type-Options", "nosniff")
    await next()
  }
}

/** What stands before a handler, in the documented order of checks: key and scope, the body's size, repeats. */
function guards(outside: Outside, route: BuyerApiRoute): readonly MiddlewareHandler<BuyerApiEnv>[] {
  return [
    async (c, next) => {
      c.set("route", route)
      await next()
    },
    ...(route.scope === null ? [] : [keyGuard(outside, route, route.scope)]),
    ...(route.requestBody === null ? [] : [limitBody]),
    ...(knowsRepeats(route) ? [answerRepeats(outside, route)] : []),
  ]
}

/** Payments are created under the eyes of the database, which looks at the key in the same statement. */
function keyGuard(
  outside: Outside,
  route: BuyerApiRoute,
  scope: ApiKeyScope,
): MiddlewareHandler<BuyerApiEnv> {
  return route === buyerApi.createPayment
    ? trustKey(outside, scope, rememberKeys())
    : requireKey(outside, scope)
}

/** A body is as long as it declares, or HTTP ends it there: only one that declares nothing has to be counted. */
const limitBody: MiddlewareHandler<BuyerApiEnv> = (c, next) => {
  const declared = c.req.header("Transfer-Encoding") === undefined && c.req.header("Content-Length")
  return declared && Number(declared) <= maxBodyBytes ? next() : countBody(c, next)
}

const countBody: MiddlewareHandler<BuyerApiEnv> = bodyLimit({
  maxSize: maxBodyBytes,
  onError: (c) => answerError(c, [{ name: "body_too_large" }]),
})

/** `/v1/payments/{payment_id}` as Hono writes it, below the base path. */
function honoPath(path: string): string {
  return path.slice(basePath.length).replaceAll(/\{(\w+)\}/g, ":$1")
}

function methodsByPath(): ReadonlyMap<string, readonly string[]> {
  const byPath = Map.groupBy(Object.values<BuyerApiRoute>(buyerApi), ({ path }) => path)
  const allowed = (routes: readonly BuyerApiRoute[]) =>
    routes.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]))
  return new Map(byPath.entries().map(([path, routes]) => [path, allowed(routes)]))
}
