import { isTimeout, whyFetchFailed } from "#adapters/failed-fetch.ts"
import type { Evidence, UnknownCause } from "#ports/acquirer.ts"

/** Where and as whom to call. */
export interface Connection {
  /** The API's address as this process reaches it, without a trailing slash. */
  readonly apiUrl: string
  readonly apiKey: string
}

export interface WireRequest {
  readonly method: "GET" | "POST"
  /** Path and query below `apiUrl`. */
  readonly path: string
  /** Absent for reads. */
  readonly body?: Readonly<Record<string, unknown>>
  readonly idempotencyKey?: string
  /** Total time for connect, request, answer and body, in milliseconds. */
  readonly timeoutMilliseconds: number
}

/** A whole answer with JSON in it, or why there is none. */
export type WireReply =
  | { readonly kind: "answered"; readonly status: number; readonly json: unknown }
  | { readonly kind: "not_sent"; readonly cause: "unreachable" | "rate_limited" | "credentials" }
  | { readonly kind: "unknown"; readonly cause: UnknownCause; readonly evidence: Evidence }

/** The largest honest answer is a list of a hundred payments; more is a fault or an attack. */
const answerMaxBytes = 1_048_576

/**
 * One HTTP exchange under one total deadline. Never throws and never repeats: only an answer that was read to
 * its end as JSON is `answered`; only what cannot have reached the acquirer's payments is `not_sent`.
 */
export async function exchange(connection: Connection, request: WireRequest): Promise<WireReply> {
  const signal = AbortSignal.timeout(request.timeoutMilliseconds)
  let response: Response
  try {
    response = await fetch(`${connection.apiUrl}${request.path}`, {
      method: request.method,
      headers: headersOf(connection, request),
      body: request.body === undefined ? null : JSON.stringify(request.body),
      // A redirect would repeat a POST at an address that nobody configured.
      redirect: "manual",
      signal,
    })
  } catch (error) {
    return whyFetchFailed(error)
  }
  return readReply(response)
}

function headersOf(connection: Connection, request: WireRequest): Record<string, string> {
  return {
    authorization: `Bearer ${connection.apiKey}`,
    accept: "application/json",
    ...(request.body === undefined ? {} : { "content-type": "application/json" }),
    ...(request.idempotencyKey === undefined ? {} : { "idempotency-key": request.idempotencyKey }),
  }
}

async function readReply(response: Response): Promise<WireReply> {
  const { status } = response
  const early = replyOfStatus(status)
  if (early) {
    // Dropped unread: the status says all, and a body that drips must not keep the caller.
    await response.body?.cancel().catch(() => undefined)
    return early
  }
  try {
    const text = await readText(response)
    if (text === null) return { kind: "unknown", cause: "unreadable", evidence: { status } }
    return { kind: "answered", status, json: JSON.parse(text) }
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: "unknown", cause: "unreadable", evidence: { status } }
    return { kind: "unknown", cause: isTimeout(error) ? "timeout" : "cut_off", evidence: { status } }
  }
}

/** The statuses that decide by themselves, whoever on the way has sent them; null where the body must be read. */
function replyOfStatus(status: number): WireReply | null {
  if (status === 401 || status === 403) return { kind: "not_sent", cause: "credentials" }
  if (status === 429) return { kind: "not_sent", cause: "rate_limited" }
  if (status >= 500) return { kind: "unknown", cause: "server_error", evidence: { status } }
  if (status < 200 || (status >= 300 && status < 400)) {
    return { kind: "unknown", cause: "unrecognised", evidence: { status } }
  }
  return null
}

/** Null where the answer is larger than any honest one, or no UTF-8. */
async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > answerMaxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}
