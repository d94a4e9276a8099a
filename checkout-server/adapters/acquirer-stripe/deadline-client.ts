import type { Stripe } from "stripe"
import { isTimeout, whyFetchFailed } from "#adapters/failed-fetch.ts"
import { type Instant, instant } from "#domain/instant.ts"
import type { Evidence, UnknownCause } from "#ports/acquirer.ts"
import { evidenceOf } from "./evidence.ts"

/** Why there is no whole answer with a JSON object in it. */
export type WhyNoAnswer =
  | { readonly kind: "not_sent"; readonly cause: "unreachable" | "rate_limited" | "credentials" }
  | { readonly kind: "unknown"; readonly cause: UnknownCause; readonly evidence: Evidence }

/** Thrown into the SDK, which hands it on. Holds nothing of request or answer, and no code that the SDK repeats for. */
export class NoAnswer extends Error {
  readonly why: WhyNoAnswer

  constructor(why: WhyNoAnswer) {
    super("no answer")
    this.why = why
  }
}

type HttpClient = NonNullable<Stripe.StripeConfig["httpClient"]>
type HttpReply = Awaited<ReturnType<HttpClient["makeRequest"]>>

/** The SDK's way to the network for one call of the port. */
export interface DeadlineClient extends HttpClient {
  /** The time by Stripe's clock when it first answered; null before. */
  acquirerTime(): Instant | null
}

/** A page of a hundred objects with others inside; more is a fault or an attack. */
const answerMaxBytes = 16_777_216

/**
 * Sends the SDK's requests to `apiUrl` until the time of the whole call is over, however many there are: the SDK's own
 * timeout only measures silence. Never repeats. Only a whole JSON object that is a success or an error of Stripe's is
 * handed to the SDK, which would take any other JSON for a success, or wait for ever.
 */
export function createDeadlineClient(
  apiUrl: string,
  timeoutMilliseconds: number,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): DeadlineClient {
  const signal = AbortSignal.timeout(timeoutMilliseconds)
  let earliest: Instant | null = null
  return {
    getClientName: () => "fetch",
    acquirerTime: () => earliest,
    makeRequest: async (...asked) => {
      const [, , path, method, headers, body] = asked
      const response = await send(fetch, `${apiUrl}${path}`, {
        method,
        headers: headersOf(headers),
        body: method === "POST" ? body : null,
        // A redirect would repeat a POST at an address that nobody configured.
        redirect: "manual",
        signal,
      })
      const answer = await readAnswer(response)
      // Answers that were asked for side by side may come in either order.
      if (answer.sentAt !== null) earliest = instant(Math.min(answer.sentAt, earliest ?? answer.sentAt))
      return answer.reply
    },
  }
}

/** The length is left to `fetch`, which knows it. */
function headersOf(headers: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(headers)
    .filter(([name]) => name.toLowerCase() !== "content-length")
    .map(([name, value]) => [name, String(value)])
}

async function send(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    throw new NoAnswer(whyFetchFailed(error))
  }
}

interface Answer {
  readonly reply: HttpReply
  readonly sentAt: Instant | null
}

async function readAnswer(response: Response): Promise<Answer> {
  const { status } = response
  const requestId = response.headers.get("request-id")
  const evidence = evidenceOf({ statusCode: status, requestId })
  const json = await readObject(response, evidence)
  const isSuccess = status >= 200 && status < 300
  if (json === null || (!isSuccess && !isObject(json["error"])))
    throw new NoAnswer(whyOf(evidence, isSuccess))
  // Other headers are kept from the SDK: it prints notices that they carry.
  const headers: Record<string, string> = requestId === null ? {} : { "request-id": requestId }
  const sentAt = Date.parse(response.headers.get("date") ?? "")
  return {
    reply: {
      getStatusCode: () => status,
      getHeaders: () => headers,
      getRawResponse: () => ({ headers, statusCode: status }),
      toStream: () => null,
      toJSON: async () => json,
    },
    sentAt: Number.isNaN(sentAt) ? null : instant(sentAt),
  }
}

/** What an answer without Stripe's own words means: whoever on the way has sent it, by its status. */
function whyOf(evidence: Evidence, isSuccess: boolean): WhyNoAnswer {
  const { status = 0 } = evidence
  if (status === 401 || status === 403) return { kind: "not_sent", cause: "credentials" }
  if (status === 429) return { kind: "not_sent", cause: "rate_limited" }
  if (status >= 500) return { kind: "unknown", cause: "server_error", evidence }
  return { kind: "unknown", cause: isSuccess ? "unreadable" : "unrecognised", evidence }
}

/** Null where the answer is no JSON object, or larger than any honest one. */
async function readObject(
  response: Response,
  evidence: Evidence,
): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const json: unknown = JSON.parse(await readText(response))
    return isObject(json) ? json : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    const cause = isTimeout(error) ? "timeout" : "cut_off"
    throw new NoAnswer({ kind: "unknown", cause, evidence })
  }
}

/** Empty, and so no JSON, where there is too much of it. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > answerMaxBytes) return ""
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
