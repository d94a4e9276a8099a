import { Agent, request } from "node:http"

/** What is sent; a body is a form or JSON, as its headers say. */
export interface Sent {
  readonly method: "GET" | "POST"
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly location: string | null
  readonly text: string
}

/** An answer that takes longer than this is none: the slowest page waits 8 s for the bank. */
const deadlineMs = 20_000

/** Connections that stay open, as many as ask at once. */
export function keepAlive(connections: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: connections, timeout: deadlineMs })
}

/** Sends one request. Follows no redirect. */
export function send(agent: Agent, sent: Sent): Promise<Answer> {
  const { method, url, headers = {}, body = "" } = sent
  const length = method === "POST" ? { "content-length": Buffer.byteLength(body) } : {}
  return new Promise((done, fail) => {
    const outgoing = request(url, { agent, method, headers: { ...headers, ...length } }, (response) => {
      let text = ""
      response.setEncoding("utf8")
      response.on("data", (chunk: string) => {
        text += chunk
      })
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, location: response.headers.location ?? null, text }),
      )
      response.on("error", fail)
    })
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer from ${url.pathname}`)))
    outgoing.on("error", fail)
    outgoing.end(body)
  })
}
