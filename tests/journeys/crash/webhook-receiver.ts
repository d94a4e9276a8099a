import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"

/** One request that came in, its signature found good. */
export interface Received {
  readonly id: string
  readonly type: string
  readonly paymentId: string
  readonly body: string
}

/** A council's server that keeps every webhook it gets. */
export interface WebhookReceiver {
  readonly url: string
  readonly received: readonly Received[]
  /** Requests whose signature was wrong: none, ever. */
  readonly forged: number
  of(paymentId: string, type: string): readonly Received[]
  /** From now on webhooks of this type are taken in and never answered, until `answers`. */
  hangs(type: string): void
  answers(): void
  close(): Promise<void>
}

/** Listens on loopback; `secret` is the endpoint's. */
export async function openReceiver(secret: string): Promise<WebhookReceiver> {
  const received: Received[] = []
  const waiting: ServerResponse[] = []
  const state = { forged: 0, hanging: "" }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString("utf8")
    try {
      new Webhook(secret).verify(body, request.headers as Record<string, string>)
    } catch {
      state.forged += 1
      response.writeHead(401).end()
      return
    }
    const event = JSON.parse(body) as { type: string; data: { payment_id: string } }
    const id = String(request.headers["webhook-id"])
    received.push({ id, type: event.type, paymentId: event.data.payment_id, body })
    if (event.type === state.hanging) waiting.push(response)
    else response.writeHead(204).end()
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    get forged() {
      return state.forged
    },
    of: (paymentId, type) => received.filter((one) => one.paymentId === paymentId && one.type === type),
    hangs: (type) => {
      state.hanging = type
    },
    answers: () => {
      state.hanging = ""
      for (const response of waiting.splice(0)) response.writeHead(204).end()
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
