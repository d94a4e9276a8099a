import type { Context } from "hono"
import type { SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { type Answer, failure } from "#sandbox-acquirer/payments/write.ts"
import type { FaultAfter, FaultBefore } from "./fault.ts"

/** An answer that never comes is cut here: longer than any caller's own deadline. */
const hangMilliseconds = 60_000
/** A dripping answer sends one byte this often: each byte resets an idle timer, none ends a total one. */
const dripMilliseconds = 200

type SandboxContext = Context<SandboxEnv>

/** How a face words a failure that is no refusal. */
export type FailureWords = (status: number, code: "rate_limited" | "in_flight" | "server_error") => Answer

/** Fails a call before anything happened. */
export async function failBefore(
  c: SandboxContext,
  fault: FaultBefore,
  stopping: AbortSignal,
  words: FailureWords = failure,
): Promise<Response> {
  switch (fault) {
    case "timeout-before":
      return hang(c, stopping)
    case "500-before":
      return json(words(500, "server_error"))
    case "html-502":
      return new Response("<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>\n", {
        status: 502,
        headers: { "content-type": "text/html" },
      })
    case "429":
      return json(words(429, "rate_limited"), { "retry-after": "1" })
    case "409-in-flight":
      return json(words(409, "in_flight"))
  }
}

/** Spoils the answer of a call that has happened. */
export async function failAfter(
  c: SandboxContext,
  spoiled: { readonly fault: FaultAfter; readonly answer: Answer },
  stopping: AbortSignal,
  words: FailureWords = failure,
): Promise<Response> {
  const { fault, answer } = spoiled
  switch (fault) {
    case "timeout-after":
      return hang(c, stopping)
    case "cut-after":
    case "forget-key":
      return cut(c)
    case "500-after":
      return json(words(500, "server_error"))
    case "drip":
      return drip(answer, stopping)
    case "wrong-amount":
      return json({ ...answer, body: altered(answer.body, addPenny) })
    case "wrong-id":
      return json({ ...answer, body: altered(answer.body, otherId) })
  }
}

/** An answer as JSON. */
export function json(answer: Answer, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(answer.body), {
    status: answer.status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  })
}

async function hang(c: SandboxContext, stopping: AbortSignal): Promise<Response> {
  await ended(AbortSignal.any([stopping, c.req.raw.signal, AbortSignal.timeout(hangMilliseconds)]))
  return cut(c)
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))
}

/** Destroys the socket. Without a real connection a 504 stands for it. */
function cut(c: SandboxContext): Response {
  c.env?.incoming?.socket.destroy()
  return json({ status: 504, body: { error: { code: "server_error" } } })
}

/** The answer's first bytes are blanks, which JSON allows, and the rest never comes. */
function drip(answer: Answer, stopping: AbortSignal): Response {
  const end = AbortSignal.any([stopping, AbortSignal.timeout(hangMilliseconds)])
  const bytes = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await ended(AbortSignal.any([end, AbortSignal.timeout(dripMilliseconds)]))
      if (end.aborted) controller.close()
      else controller.enqueue(new TextEncoder().encode(" "))
    },
  })
  return new Response(bytes, { status: answer.status, headers: { "content-type": "application/json" } })
}

type Alteration = (key: string, value: unknown) => unknown

const amountFields: ReadonlySet<string> = new Set(["amount", "captured", "gross", "amount_total"])
const addPenny: Alteration = (key, value) =>
  amountFields.has(key) && typeof value === "number" && value !== 0 ? value + 1 : value
const otherId: Alteration = (key, value) => (key === "id" && typeof value === "string" ? `${value}x` : value)

/**
 * The body with its own fields changed, or those of its rows where it is a list; errors carry neither amount nor id
 * and stay as they are.
 */
function altered(body: unknown, change: Alteration): unknown {
  if (typeof body !== "object" || body === null) return body
  if ("id" in body) return withFields(body, change)
  return withFields(body, (_, value) =>
    Array.isArray(value) ? value.map((row) => withFields(row, change)) : value,
  )
}

function withFields(row: object, change: Alteration): object {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, change(key, value)]))
}
