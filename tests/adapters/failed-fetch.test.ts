import { expect, it } from "vitest"
import { whyFetchFailed } from "#adapters/failed-fetch.ts"

function failed(...codes: readonly (readonly [code: string, syscall?: string])[]): Error {
  const errors = codes.map(([code, syscall]) => Object.assign(new Error(code), { code, syscall }))
  const cause = errors.length === 1 ? errors[0] : new AggregateError(errors)
  return new TypeError("fetch failed", { cause })
}

it.each([
  ["refused", failed(["ECONNREFUSED", "connect"])],
  ["an unknown name", failed(["ENOTFOUND", "getaddrinfo"])],
  ["no way there", failed(["EHOSTUNREACH", "connect"])],
  ["no address that answers", failed(["ECONNREFUSED", "connect"], ["ENETUNREACH", "connect"])],
])("%s: nothing was sent", (_name, error) => {
  expect(whyFetchFailed(error)).toEqual({ kind: "not_sent", cause: "unreachable" })
})

it.each([
  ["reset", failed(["ECONNRESET", "read"])],
  ["a way that was lost later", failed(["EHOSTUNREACH", "read"])],
  ["one address that took it", failed(["ECONNREFUSED", "connect"], ["ECONNRESET", "read"])],
  ["no reason", new TypeError("fetch failed")],
  ["no error at all", "gone"],
])("%s: nobody knows", (_name, error) => {
  expect(whyFetchFailed(error)).toEqual({ kind: "unknown", cause: "cut_off", evidence: {} })
})

it("the deadline passed: nobody knows", async () => {
  const signal = AbortSignal.timeout(1)
  await new Promise((resolve) => signal.addEventListener("abort", resolve))
  expect(whyFetchFailed(signal.reason)).toEqual({ kind: "unknown", cause: "timeout", evidence: {} })
})
