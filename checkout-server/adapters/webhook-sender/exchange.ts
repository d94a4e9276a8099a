import type { ClientRequest, IncomingMessage } from "node:http"
import { request as httpRequest } from "node:http"
import type { Socket } from "node:net"
import type { WebhookFailure } from "#domain/webhooks/failure.ts"

/** Read of an answer before the connection is dropped: enough for any receiver, little for an attacker. */
const maxAnswerBytes = 16 * 1024
/** Headers of an answer, all together. */
const maxHeaderBytes = 8 * 1024

/** One POST over a connection that is open already. */
export interface Exchange {
  readonly socket: Socket
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Ends everything, the reading of the body included. */
  readonly signal: AbortSignal
}

export type ExchangeResult =
  | { readonly ok: true; readonly status: number; readonly retryAfter: string | null }
  | { readonly ok: false; readonly failure: WebhookFailure }

/** Sends one HTTP/1.1 request and reads its answer, then drops the connection whatever came. Follows no redirect. */
export async function exchange(call: Exchange): Promise<ExchangeResult> {
  try {
    const response = await answerTo(call)
    const status = response.statusCode ?? 0
    if (status >= 300 && status < 400) return { ok: false, failure: "redirect" }
    await readBody(response)
    return { ok: true, status, retryAfter: response.headers["retry-after"] ?? null }
  } catch (error) {
    return { ok: false, failure: call.signal.aborted ? "timeout" : failureOf(error) }
  } finally {
    call.socket.destroy()
  }
}

function answerTo(call: Exchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing: ClientRequest = httpRequest({
      // No agent: no pool, no reuse, no proxy from the environment.
      createConnection: () => call.socket,
      method: "POST",
      path: `${call.url.pathname}${call.url.search}`,
      headers: {
        ...call.headers,
        host: call.url.host.replace(/\.(?=:|$)/, ""),
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(call.body),
        "user-agent": "Civic-Pay-Webhooks/1",
      },
      setHost: false,
      maxHeaderSize: maxHeaderBytes,
      signal: call.signal,
    })
    outgoing.on("response", resolve)
    // Stays after the answer has begun: an abort is also reported here.
    outgoing.on("error", reject)
    // A 101 ends the exchange without an answer or an error.
    outgoing.on("close", () => reject(new Error("closed without an answer")))
    outgoing.end(call.body)
  })
}

/** Reads until the end or the limit; what is beyond is not wanted. */
async function readBody(response: IncomingMessage): Promise<void> {
  let bytes = 0
  for await (const chunk of response) {
    bytes += Buffer.byteLength(chunk)
    if (bytes > maxAnswerBytes) return
  }
}

function failureOf(error: unknown): WebhookFailure {
  const code = error instanceof Error && "code" in error ? error.code : null
  return code === "HPE_HEADER_OVERFLOW" ? "too_large" : "reset"
}
