import { readFile } from "node:fs/promises"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { serve } from "@hono/node-server"
import type { TestRunnerConfig } from "@web/test-runner"
import { loadStaticFiles } from "#adapters/static-files.ts"
import { assetRoutes } from "#routes/assets/assets.ts"
import { buildWidget, type WidgetVersions } from "#widget/build-widget.ts"
import { WIDGET_VERSION } from "#widget/version.ts"

/** Where the built widget is served from, and what `versions.json` says of it. */
interface Checkout {
  readonly origin: string
  readonly file: string
  readonly integrity: string
}

type Middleware = NonNullable<TestRunnerConfig["middleware"]>[number]

const folder = fileURLToPath(new URL("../../node_modules/.cache/civic-pay/widget/", import.meta.url))

/** Builds the widget and serves it from a checkout of its own, with payment pages that tell where they are. */
export async function startCheckout(): Promise<Checkout> {
  await buildWidget(folder)
  const { versions }: WidgetVersions = JSON.parse(await readFile(`${folder}versions.json`, "utf8"))
  const { file, integrity } = versions[WIDGET_VERSION]!
  const app = assetRoutes({ widget: await loadStaticFiles(folder), page: { find: () => null } })
  app.get("/p/*", (c) => c.html(PAYMENT_PAGE))
  const { port } = await new Promise<AddressInfo>((listening) => {
    serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, listening).unref()
  })
  return { origin: `http://127.0.0.1:${port}`, file, integrity }
}

/**
 * The council's pages, under the strictest policy that the widget's README promises to work with. They stand
 * before the test runner's own work on pages and scripts, which that policy and the hash would refuse.
 */
export function councilPages(checkout: Checkout): Middleware {
  const pages: Record<string, string> = {
    "/council/strict": councilPage(checkout, checkout.integrity),
    "/council/wrong-hash": councilPage(checkout, `sha384-${"A".repeat(64)}`),
  }
  return (context, next) => {
    const page = pages[context.path]
    if (context.path === "/council/checkout") context.body = checkout.origin
    else if (page === undefined) return next()
    else {
      context.set("Content-Security-Policy", policyFor(checkout.origin))
      context.type = "html"
      context.body = page
    }
    return undefined
  }
}

const PAYMENT_PAGE = `<!doctype html><html lang="en"><title>Payment page</title><h1>Payment page</h1>
<script>parent.postMessage({ reached: location.href }, "*")</script>`

function policyFor(origin: string): string {
  return [
    "default-src 'none'",
    `script-src ${origin}`,
    `form-action ${origin}`,
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ")
}

function councilPage({ origin, file }: Checkout, integrity: string): string {
  return `<!doctype html>
<html lang="en">
<title>Pay - Arwel Vale Council</title>
<script type="module" src="${origin}${file}" integrity="${integrity}" crossorigin></script>
<h1>Pay the council</h1>
<civic-pay id="link"><a href="${origin}/p/arwel-vale/garden-waste">Pay for garden waste</a></civic-pay>
<civic-pay id="form" mode="modal">
  <form action="${origin}/p/arwel-vale/council-tax" method="get">
    <label>Account number <input name="reference" inputmode="numeric"></label>
    <button name="part" value="instalment">Pay an instalment</button>
    <button name="part" value="all">Pay all</button>
  </form>
</civic-pay>
<div lang="cy"><civic-pay id="empty" href="${origin}/p/arwel-vale/parking"></civic-pay></div>`
}
