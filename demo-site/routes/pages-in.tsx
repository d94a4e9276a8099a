import { type Context, Hono } from "hono"
import type { Outside } from "#demo-site/outside.ts"
import { CouncilTaxPage } from "#demo-site/pages/council-tax.tsx"
import { GardenWastePage } from "#demo-site/pages/garden-waste.tsx"
import { HomePage } from "#demo-site/pages/home.tsx"
import type { Language } from "#demo-site/pages/language.ts"
import { ParkingPage } from "#demo-site/pages/parking.tsx"
import { TestCardsPage } from "#demo-site/pages/test-cards.tsx"
import { WebhookList, WebhooksPage } from "#demo-site/pages/webhooks.tsx"
import { answerHtml, pageFor } from "./answer.tsx"
import { addPaymentRoutes } from "./payment-routes.tsx"

const plainPages = {
  "/": HomePage,
  "/council-tax": CouncilTaxPage,
  "/parking": ParkingPage,
  "/garden-waste": GardenWastePage,
  "/test-cards": TestCardsPage,
}

/** Every page in one language, to be mounted under that language's prefix. */
export function pagesIn(language: Language, outside: Outside): Hono {
  const pages = new Hono({ strict: false })
  for (const [path, PlainPage] of Object.entries(plainPages)) {
    pages.get(path, (context) => answerHtml(context, <PlainPage page={pageFor(outside, language, path)} />))
  }
  addPaymentRoutes(pages, language, outside)
  pages.get("/webhooks", (context) => showWebhooks(context, language, outside))
  pages.get("/webhooks/newer", (context) => showNewerWebhooks(context, language, outside))
  return pages
}

function showWebhooks(context: Context, language: Language, outside: Outside): Promise<Response> {
  return answerHtml(
    context,
    <WebhooksPage
      page={pageFor(outside, language, "/webhooks")}
      received={outside.webhooks.since(0)}
      revision={outside.webhooks.revision()}
      memoryOnly={outside.settings.folder === null}
    />,
  )
}

/** The entries after `?after={revision}` as a list, or 204 if there is nothing new. */
async function showNewerWebhooks(context: Context, language: Language, outside: Outside): Promise<Response> {
  const after = Number(context.req.query("after") ?? 0)
  const received = outside.webhooks.since(Number.isFinite(after) ? after : 0)
  if (received.length === 0) return context.body(null, 204)
  return answerHtml(
    context,
    <WebhookList
      page={pageFor(outside, language, "/webhooks")}
      received={received}
      revision={outside.webhooks.revision()}
    />,
  )
}
