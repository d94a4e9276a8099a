import { once } from "node:events"
import type { IncomingMessage, ServerResponse } from "node:http"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { BuiltAssets } from "#tests/browser/built-assets.ts"

/** What the checkout sends with every page; the acquirer's origin is left out, for nothing is posted there. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join("; ")

/** A loopback server for pages under test. */
export interface PageServer {
  readonly origin: string
  readonly close: () => Promise<void>
}

/**
 * Serves the built assets, and whatever `answer` gives: HTML (or JSON, by its first character) with the checkout's
 * policy; 404 for null. The assets' sample addresses in a page become the built ones.
 */
export async function servePages(
  assets: BuiltAssets,
  answer: (path: string, request: IncomingMessage) => string | null,
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/"
    const asset = assets.files.get(path)
    if (asset) send(response, path.endsWith(".css") ? "text/css" : "text/javascript", asset)
    else sendPage(response, assets, answer(path, request))
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}

function sendPage(response: ServerResponse, { list }: BuiltAssets, body: string | null): void {
  if (body === null) {
    response.writeHead(404).end()
    return
  }
  if (body.startsWith("{")) send(response, "application/json", body)
  else {
    const page = body.replace("/assets/checkout.css", list.css).replace("/assets/checkout.js", list.js)
    send(response, "text/html; charset=utf-8", page)
  }
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response
    .writeHead(200, {
      "content-type": type,
      "content-security-policy": contentSecurityPolicy,
      "cache-control": "no-store",
    })
    .end(body)
}
