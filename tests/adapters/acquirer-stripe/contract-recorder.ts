import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** One request and its answer. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly form: string
  readonly status: number
  readonly json: unknown
}

export interface Recorder {
  readonly url: string
  readonly exchanges: readonly Exchange[]
  close(): Promise<void>
}

const passedOn = ["authorization", "content-type", "idempotency-key", "stripe-version"]

/** A server that hands every request on to `target` and keeps what was said. */
export async function startRecorder(target: string): Promise<Recorder> {
  const exchanges: Exchange[] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const form = Buffer.concat(chunks).toString()
    const { method = "", url = "" } = incoming
    const { pathname: path, search } = new URL(url, target)
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: passedOn.flatMap((name): [string, string][] => {
        const value = incoming.headers[name]
        return typeof value === "string" ? [[name, value]] : []
      }),
      body: method === "POST" ? form : null,
    })
    const text = await answer.text()
    exchanges.push({
      method,
      path,
      query: search.slice(1),
      form,
      status: answer.status,
      json: JSON.parse(text),
    })
    const kept = ["content-type", "request-id", "date"].map((name) => [name, answer.headers.get(name) ?? ""])
    response.writeHead(answer.status, Object.fromEntries(kept)).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
