import type { IncomingMessage, ServerResponse } from "node:http"
import { createServer } from "node:http"
import type { AddressInfo, Server, Socket } from "node:net"
import { createServer as createTcpServer } from "node:net"
import { afterEach } from "vitest"
import type { Lookup } from "#adapters/webhook-sender/open-connection.ts"
import type { WebhookSenderOptions } from "#adapters/webhook-sender/webhook-sender.ts"
import { createWebhookSender } from "#adapters/webhook-sender/webhook-sender.ts"
import type { WebhookPost } from "#ports/webhook-sender.ts"

const servers: Server[] = []
const sockets = new Set<Socket>()

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))))
})

/** Listens on a free port of 127.0.0.1 until the end of the test. */
export async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  return (server.address() as AddressInfo).port
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A receiver that counts what reaches it. */
export async function receiver(answer: Answer): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  return { url: `http://receiver.example:${await listen(server)}/hook?a=b`, requests }
}

/** A receiver below HTTP: `answer` gets the socket once a request has begun to arrive. */
export async function rawReceiver(answer: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => socket.once("data", () => answer(socket)))
  return `http://receiver.example:${await listen(server)}/`
}

const toLoopback: Lookup = async () => [{ address: "127.0.0.1", family: 4 }]

/** A sender with the loopback switch on, whose resolver knows every name as this machine. */
export function loopbackSender(options: Partial<WebhookSenderOptions> = {}) {
  return createWebhookSender({
    loopbackForTest: true,
    lookup: toLoopback,
    limits: { connect: 1_000, total: 2_000 },
    ...options,
  })
}

/** One post to a test endpoint. */
export const post = (url: string, rest: Partial<WebhookPost> = {}): WebhookPost => ({
  url,
  mode: "test",
  headers: { "webhook-id": "evt_1", "webhook-timestamp": "1", "webhook-signature": "v1,abc=" },
  body: '{"reference":"Siân"}',
  ...rest,
})
