import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export interface ReceivedNotification {
  readonly headers: Record<string, string>
  readonly body: string
  /** The pointer inside the body. */
  readonly pointer: { id: string; type: string; payment_id: string; reference: string; occurred_at: string }
}

/** A real HTTP server that takes notifications and can refuse them. */
export interface Receiver {
  readonly url: string
  readonly received: ReceivedNotification[]
  /** The status of the answers from now on. */
  answerWith(status: number): void
  /** Resolves with the first notification, past or future, that `test` accepts. */
  until(test: (notification: ReceivedNotification) => boolean): Promise<ReceivedNotification>
  close(): Promise<void>
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const received: ReceivedNotification[] = []
  const waiting = new Set<() => void>()
  let status = 204
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    received.push({ headers: request.headers as Record<string, string>, body, pointer: JSON.parse(body) })
    response.writeHead(status).end()
    for (const look of waiting) look()
  })
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications`,
    received,
    answerWith: (next) => {
      status = next
    },
    until: (test) =>
      new Promise((resolve) => {
        const look = () => {
          const found = received.find(test)
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
