import { randomUUID } from "node:crypto"
import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"
import {
  createStripeAcquirer,
  type StripeAcquirerSettings,
} from "#adapters/acquirer-stripe/acquirer-stripe.ts"
import type { Acquirer, AcquirerCall, Outcome } from "#ports/acquirer.ts"

/** A request as it arrived; `form` is its query or its body. */
export interface StripeRequest {
  readonly method: string
  readonly path: string
  readonly form: URLSearchParams
  readonly headers: IncomingHttpHeaders
}

export interface StripeAnswer {
  readonly status?: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

type Answering = (request: StripeRequest) => StripeAnswer
type Script = Readonly<Record<string, Answering>>

export interface ScriptedStripe {
  readonly url: string
  readonly requests: StripeRequest[]
  /** The requests in short: `GET /v1/refunds`. */
  asked(): readonly string[]
  close(): Promise<void>
}

/** A server that answers everything alike, or by `METHOD /path`, where anything else is not there. */
export async function startStripe(script: Script | Answering): Promise<ScriptedStripe> {
  const requests: StripeRequest[] = []
  const server = createServer(async (incoming, response) => {
    const { pathname: path, searchParams } = new URL(incoming.url ?? "", "http://stripe")
    let body = ""
    for await (const chunk of incoming) body += chunk
    const method = incoming.method ?? ""
    const form = method === "POST" ? new URLSearchParams(body) : searchParams
    const request = { method, path, form, headers: incoming.headers }
    requests.push(request)
    const answering = typeof script === "function" ? script : (script[`${method} ${path}`] ?? missing)
    const answer = answering(request)
    // Time is the script's.
    response.sendDate = false
    response.writeHead(answer.status ?? 200, {
      "content-type": "application/json",
      "request-id": "req_1",
      ...answer.headers,
    })
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    asked: () => requests.map(({ method, path }) => `${method} ${path}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function missing(): StripeAnswer {
  return stripeError(404, { type: "invalid_request_error", code: "resource_missing" })
}

export function stripeError(status: number, error: Readonly<Record<string, unknown>>): StripeAnswer {
  return { status, body: { error: { message: "for people", ...error } } }
}

/** A list in one page. */
export function listOf(data: readonly unknown[], has_more = false): StripeAnswer {
  return { body: { object: "list", data, has_more, url: "/v1/list" } }
}

export const secretKey = "sk_test_51CanaryCanaryCanary"
export const webhookSecret = "whsec_current"

export function adapterFor(url: string, over: Partial<StripeAcquirerSettings> = {}): Acquirer {
  return createStripeAcquirer({
    account: "stripe_arwelvale",
    secretKey,
    webhookSecrets: [webhookSecret],
    mode: "test",
    apiUrl: url,
    ...over,
  })
}

/** A call with a deadline that a healthy server keeps. */
export function call(over: Partial<AcquirerCall> = {}): AcquirerCall {
  const operationId = randomUUID()
  return { operationId, idempotencyKey: `v1:arwel-vale:${operationId}`, timeoutMilliseconds: 5_000, ...over }
}

/** The value of an ok, or a failed test. */
export function okValue<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== "ok") throw new Error(JSON.stringify(outcome))
  return outcome.value
}
