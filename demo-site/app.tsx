import { Hono } from "hono"
import { routePath } from "hono/route"
import { receiveWebhook, webhookBodyLimit } from "#demo-site/backend/receive-webhook.ts"
import { requestLog } from "#demo-site/backend/request-log.ts"
import { securityHeaders } from "#demo-site/backend/security-headers.ts"
import { languages, pathPrefix } from "#demo-site/pages/language.ts"
import { answerMessage } from "#demo-site/routes/answer.tsx"
import { pagesIn } from "#demo-site/routes/pages-in.tsx"
import type { Outside } from "./outside.ts"

/** The whole site as one function from request to response, without listening. */
export function buildDemoSite(outside: Outside): Hono {
  const app = new Hono({ strict: false })
  app.use(requestLog(outside.log))
  app.use(securityHeaders(outside.settings))

  app.get("/health/live", (context) => context.json({ status: "ok" }))
  app.get("/health/ready", (context) =>
    outside.ready() ? context.json({ status: "ok" }) : context.json({ status: "stopping" }, 503),
  )
  app.get(
    "/assets/:name",
    (context) => outside.assets.answer(context, context.req.param("name")) ?? context.notFound(),
  )
  app.post("/webhooks/civic-pay", webhookBodyLimit, (context) =>
    receiveWebhook(context, {
      webhooks: outside.webhooks,
      secrets: outside.settings.webhookSecrets,
      now: outside.now,
    }),
  )
  for (const language of languages) app.route(pathPrefix[language] || "/", pagesIn(language, outside))

  app.notFound((context) => answerMessage(context, outside, "not_found"))
  app.onError((error, context) => {
    outside.log.error({ error: error.name, route: routePath(context, -1) }, "request failed")
    return answerMessage(context, outside, "error")
  })
  return app
}
