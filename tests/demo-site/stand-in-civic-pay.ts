import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"

/** One request that the stand-in received. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly idempotencyKey: string | undefined
  readonly body: unknown
}

export interface StandIn {
  readonly url: string
  readonly requests: SeenRequest[]
  /** What `GET /v1/payments/{id}` says from now on. */
  readonly setState: (state: { status: string; finished: boolean; code?: string }) => void
  /** What every API call answers from now on, instead of a payment. */
  readonly answerWith: (answer: { status: number; body: string } | "hang up" | null) => void
  readonly payment: (id: string) => Record<string, unknown>
  readonly close: () => Promise<void>
}

export const standInIntegrity = `sha384-${"A".repeat(64)}`

/**
 * A loopback server that answers as Civic Pay's public HTTP does, as far as the demo site uses it.
 * `widgetFolder` is a built widget to serve under `/w/`; without it the script is named and not there.
 */
export async function startStandIn(widgetFolder?: string): Promise<StandIn> {
  const requests: SeenRequest[] = []
  let state: object = { status: "success", finished: true }
  let instead: { status: number; body: string } | "hang up" | null = null
  const byKey = new Map<string, string>()
  let url = ""

  const payment = (id: string) => ({
    payment_id: id,
    amount: 2400,
    reference: "3001234515",
    description: "Meeting room, half a day",
    state,
    _links: { next_url: { href: `${url}/pay/${id}`, method: "GET" } },
  })
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "/"
    const body = await readJson(request)
    const headers = { authorization: request.headers.authorization, key: request.headers["idempotency-key"] }
    const key = typeof headers.key === "string" ? headers.key : undefined
    const { authorization } = headers
    requests.push({ method: request.method ?? "", path, authorization, idempotencyKey: key, body })
    if (widgetFolder && path.startsWith("/w/")) {
      const type = path.endsWith(".js") ? "text/javascript" : "application/json"
      response.writeHead(200, { "content-type": type, "access-control-allow-origin": "*" })
      return response.end(readFileSync(join(widgetFolder, path.slice("/w/".length))))
    }
    if (path === "/w/versions.json") {
      const file = { file: "/w/1.0.0/civic-pay.js", integrity: standInIntegrity }
      return json(response, 200, JSON.stringify({ latest: "1.0.0", versions: { "1.0.0": file } }))
    }
    if (!path.startsWith("/v1/")) {
      response.setHeader("content-type", "text/html")
      return response.end("<!doctype html><html lang=en><title>Checkout</title><h1>Check your payment</h1>")
    }
    if (instead === "hang up") return request.socket.destroy()
    if (instead) return json(response, instead.status, instead.body)
    if (request.method === "GET")
      return json(response, 200, JSON.stringify(payment(path.split("/")[3] ?? "")))
    const id = byKey.get(key ?? "") ?? randomBytes(13).toString("hex")
    byKey.set(key ?? "", id)
    return json(response, 201, JSON.stringify(payment(id)))
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    requests,
    setState(next) {
      state = next
    },
    answerWith(answer) {
      instead = answer
    },
    payment,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

function json(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(body)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString())
}
