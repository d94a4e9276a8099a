/** Why `fetch` gave no answer. `not_sent`: no byte of the request has left. */
export type FetchFailure =
  | { readonly kind: "not_sent"; readonly cause: "unreachable" }
  | {
      readonly kind: "unknown"
      readonly cause: "timeout" | "cut_off"
      readonly evidence: Record<never, never>
    }

/** Failures before a connection stood. */
const neverConnected: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
])

/** The same only where the failed call was the connecting itself: an established connection can lose its way too. */
const unreachable: ReadonlySet<unknown> = new Set(["EHOSTUNREACH", "ENETUNREACH"])

/** Reads what `fetch` threw. What is not surely before the connection may have arrived. */
export function whyFetchFailed(error: unknown): FetchFailure {
  if (isTimeout(error)) return { kind: "unknown", cause: "timeout", evidence: {} }
  const cause = error instanceof Error ? error.cause : undefined
  // A name with several addresses fails once per address, gathered in one AggregateError.
  const failures = cause instanceof AggregateError ? cause.errors : [cause]
  if (failures.length > 0 && failures.every(isBeforeConnection)) {
    return { kind: "not_sent", cause: "unreachable" }
  }
  return { kind: "unknown", cause: "cut_off", evidence: {} }
}

/** The deadline of an `AbortSignal.timeout` has passed. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError"
}

function isBeforeConnection(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false
  if (neverConnected.has(error.code)) return true
  return unreachable.has(error.code) && "syscall" in error && error.syscall === "connect"
}
