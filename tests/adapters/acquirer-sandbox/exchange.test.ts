import type { Socket } from "node:net"
import { afterEach, describe, expect, it, vi } from "vitest"
import { exchange } from "#adapters/acquirer-sandbox/exchange.ts"
import { httpAnswer, type RawServer, refusedUrl, startRawServer } from "./raw-server.ts"

let server: RawServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

const request = {
  method: "POST",
  path: "/api/payments/pay_1/authorisations",
  body: { amount: 1 },
  idempotencyKey: "v1:arwel-vale:op1",
  timeoutMilliseconds: 5_000,
} as const

async function exchangeWith(answer: (socket: Socket) => void, timeoutMilliseconds = 5_000) {
  server = await startRawServer(answer)
  return exchange({ apiUrl: server.url, apiKey: "secret-key" }, { ...request, timeoutMilliseconds })
}

const answering = (status: number, body: string, headers?: string) => (socket: Socket) => {
  socket.end(httpAnswer(status, body, headers))
}

describe("exchange", () => {
  it("a whole answer is answered", async () => {
    expect(await exchangeWith(answering(200, '{"id":"pay_1"}'))).toEqual({
      kind: "answered",
      status: 200,
      json: { id: "pay_1" },
    })
    expect(server?.requests[0]).toMatch(/^POST \/api\/payments\/pay_1\/authorisations HTTP\/1\.1\r\n/)
    expect(server?.requests[0]).toContain("authorization: Bearer secret-key\r\n")
    expect(server?.requests[0]).toContain("idempotency-key: v1:arwel-vale:op1\r\n")
    expect(server?.requests[0]).toContain("content-type: application/json\r\n")
  })

  it("a read carries neither key nor body", async () => {
    server = await startRawServer(answering(200, "{}"))
    const read = { method: "GET", path: "/api/payments/pay_1", timeoutMilliseconds: 5_000 } as const
    await exchange({ apiUrl: server.url, apiKey: "secret-key" }, read)
    expect(server.requests[0]).not.toMatch(/idempotency-key|content-type|content-length/i)
  })

  it("a refused connection is not sent", async () => {
    const reply = await exchange({ apiUrl: await refusedUrl(), apiKey: "k" }, request)
    expect(reply).toEqual({ kind: "not_sent", cause: "unreachable" })
  })

  it("a name with several addresses, all refused, is not sent", async () => {
    const { port } = new URL(await refusedUrl())
    const reply = await exchange({ apiUrl: `http://localhost:${port}`, apiKey: "k" }, request)
    expect(reply).toEqual({ kind: "not_sent", cause: "unreachable" })
  })

  it("a name that nobody knows is not sent", async () => {
    const { port } = new URL(await refusedUrl())
    const reply = await exchange({ apiUrl: `http://nobody.localhost:${port}`, apiKey: "k" }, request)
    expect(reply).toEqual({ kind: "not_sent", cause: "unreachable" })
  })

  it.each([
    ["EHOSTUNREACH", "connect", { kind: "not_sent", cause: "unreachable" }],
    ["ENETUNREACH", "connect", { kind: "not_sent", cause: "unreachable" }],
    ["EHOSTUNREACH", "read", { kind: "unknown", cause: "cut_off", evidence: {} }],
    ["ENETUNREACH", "write", { kind: "unknown", cause: "cut_off", evidence: {} }],
  ])("%s at %s tells whether a connection stood", async (code, syscall, expected) => {
    const cause = Object.assign(new Error(code), { code, syscall })
    const spy = vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("fetch failed", { cause }))
    const reply = await exchange({ apiUrl: "http://127.0.0.1:1", apiKey: "k" }, request)
    spy.mockRestore()
    expect(reply).toEqual(expected)
  })

  it("a reset is cut off", async () => {
    const reply = await exchangeWith((socket) => socket.resetAndDestroy())
    expect(reply).toEqual({ kind: "unknown", cause: "cut_off", evidence: {} })
    expect(server?.requests).toHaveLength(1)
  })

  it("a closed connection without an answer is cut off", async () => {
    expect(await exchangeWith((socket) => socket.destroy())).toMatchObject({
      kind: "unknown",
      cause: "cut_off",
    })
  })

  it("half an answer is cut off", async () => {
    const whole = httpAnswer(200, '{"id":"pay_1","status":"captured"}')
    const reply = await exchangeWith((socket) => socket.end(whole.slice(0, -10)))
    expect(reply).toEqual({ kind: "unknown", cause: "cut_off", evidence: { status: 200 } })
  })

  it("silence is a timeout", async () => {
    expect(await exchangeWith(() => undefined, 200)).toEqual({
      kind: "unknown",
      cause: "timeout",
      evidence: {},
    })
  })

  it("a drip does not outlive the total time", async () => {
    const reply = await exchangeWith((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n")
      const drip = setInterval(() => socket.write(" "), 20)
      socket.on("close", () => clearInterval(drip))
    }, 300)
    expect(reply).toEqual({ kind: "unknown", cause: "timeout", evidence: { status: 200 } })
  })

  it.each([500, 502, 503, 504])("%d is unknown, whatever its body", async (status) => {
    for (const body of ["<h1>Bad Gateway</h1>", '{"error":{"code":"server_error"}}', ""]) {
      const reply = await exchangeWith(answering(status, body, "content-type: text/html"))
      expect(reply).toEqual({ kind: "unknown", cause: "server_error", evidence: { status } })
      await server?.close()
    }
  })

  it.each([
    ["a page", "<!doctype html><p>Welcome</p>"],
    ["half a value", '{"id":"pay_1"'],
    ["nothing", ""],
  ])("200 with %s is unreadable", async (_, body) => {
    expect(await exchangeWith(answering(200, body))).toEqual({
      kind: "unknown",
      cause: "unreadable",
      evidence: { status: 200 },
    })
  })

  it("an endless answer is unreadable", async () => {
    const reply = await exchangeWith((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
      const flood = () => {
        while (socket.writable && socket.write(" ".repeat(65_536)));
      }
      socket.on("drain", flood)
      flood()
    })
    expect(reply).toEqual({ kind: "unknown", cause: "unreadable", evidence: { status: 200 } })
  })

  it("what is no HTTP is cut off", async () => {
    expect(await exchangeWith((socket) => socket.end("SSH-2.0-x\r\n\r\n"))).toMatchObject({ kind: "unknown" })
  })

  it.each([301, 307, 308])("a redirect %d is not followed", async (status) => {
    const other = await startRawServer(answering(200, "{}"))
    const reply = await exchangeWith(answering(status, "", `location: ${other.url}/`))
    expect(reply).toEqual({ kind: "unknown", cause: "unrecognised", evidence: { status } })
    expect(other.requests).toHaveLength(0)
    await other.close()
  })

  it.each([
    [401, "credentials"],
    [403, "credentials"],
    [429, "rate_limited"],
  ])("%d is not sent: %s", async (status, cause) => {
    expect(await exchangeWith(answering(status, "<p>no</p>"))).toEqual({ kind: "not_sent", cause })
  })

  it("one call is one request", async () => {
    await exchangeWith((socket) => socket.destroy())
    expect(server?.requests).toHaveLength(1)
  })
})
