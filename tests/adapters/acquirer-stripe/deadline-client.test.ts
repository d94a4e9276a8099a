import type { Socket } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import {
  httpAnswer,
  type RawServer,
  refusedUrl,
  startRawServer,
} from "#tests/adapters/acquirer-sandbox/raw-server.ts"
import { prepareRequest } from "./prepare-request.ts"
import { adapterFor, call, startStripe } from "./scripted-stripe.ts"
import { paidSession, sessionId } from "./stripe-objects.ts"

let server: RawServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

async function prepareWith(answer: (socket: Socket) => void, timeoutMilliseconds = 5_000) {
  server = await startRawServer(answer)
  return await adapterFor(server.url).prepare(call({ timeoutMilliseconds }), prepareRequest())
}

const answering = (status: number, body: string, headers?: string) => (socket: Socket) => {
  socket.end(httpAnswer(status, body, headers))
}

describe("a call's way to Stripe", () => {
  it("a refused connection is not sent", async () => {
    const outcome = await adapterFor(await refusedUrl()).prepare(call(), prepareRequest())
    expect(outcome).toEqual({ kind: "not_sent", cause: "unreachable" })
  })

  it("a name that nobody knows is not sent", async () => {
    const { port } = new URL(await refusedUrl())
    const outcome = await adapterFor(`http://nobody.localhost:${port}`).prepare(call(), prepareRequest())
    expect(outcome).toEqual({ kind: "not_sent", cause: "unreachable" })
  })

  it.each([
    ["a reset before any answer", (socket: Socket) => socket.resetAndDestroy(), {}],
    ["a connection closed without an answer", (socket: Socket) => socket.destroy(), {}],
    [
      "half an answer",
      (socket: Socket) => socket.end(httpAnswer(200, '{"id":"cs_1"}').slice(0, -5)),
      { status: 200 },
    ],
    [
      "a reset in the middle of an answer",
      (socket: Socket) => {
        socket.write(httpAnswer(200, '{"id":"cs_1"}').slice(0, -5), () => {
          setImmediate(() => socket.resetAndDestroy())
        })
      },
      { status: 200 },
    ],
  ])("%s may have arrived, and is asked once", async (_, answer, evidence) => {
    expect(await prepareWith(answer)).toEqual({ kind: "unknown", cause: "cut_off", evidence })
    expect(server?.requests).toHaveLength(1)
  })

  it("silence is a timeout", async () => {
    expect(await prepareWith(() => undefined, 200)).toEqual({
      kind: "unknown",
      cause: "timeout",
      evidence: {},
    })
  })

  it("a drip does not outlive the total time", async () => {
    const outcome = await prepareWith((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n")
      const drip = setInterval(() => socket.write(" "), 20)
      socket.on("close", () => clearInterval(drip))
    }, 300)
    expect(outcome).toEqual({ kind: "unknown", cause: "timeout", evidence: { status: 200 } })
  })

  it("all requests of a call share its time", async () => {
    let answered = 0
    server = await startRawServer((socket) => {
      answered += 1
      // The session is there at once; what follows it never is.
      if (answered === 1) socket.end(httpAnswer(200, JSON.stringify(paidSession())))
    })
    const before = performance.now()
    const outcome = await adapterFor(server.url).fetch(call({ timeoutMilliseconds: 400 }), sessionId)
    expect(outcome).toEqual({ kind: "unknown", cause: "timeout", evidence: {} })
    expect(performance.now() - before).toBeLessThan(2_000)
    expect(server.requests.length).toBeGreaterThan(1)
  })

  it.each([500, 502, 503, 504])("%d with a page is a server's error", async (status) => {
    expect(await prepareWith(answering(status, "<h1>Bad Gateway</h1>", "content-type: text/html"))).toEqual({
      kind: "unknown",
      cause: "server_error",
      evidence: { status },
    })
    expect(server?.requests).toHaveLength(1)
  })

  it.each([
    ["a page", "<!doctype html><p>Welcome</p>"],
    ["half a value", '{"id":"cs_1"'],
    ["nothing", ""],
    ["null", "null"],
    ["a number", "5"],
    ["a text", '"paid"'],
    ["a list", "[]"],
  ])("200 with %s is unreadable", async (_, body) => {
    expect(await prepareWith(answering(200, body))).toEqual({
      kind: "unknown",
      cause: "unreadable",
      evidence: { status: 200 },
    })
  })

  it("an endless answer is unreadable", async () => {
    const outcome = await prepareWith((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
      const flood = () => {
        while (socket.writable && socket.write(" ".repeat(1_048_576)));
      }
      socket.on("drain", flood)
      flood()
    })
    expect(outcome).toEqual({ kind: "unknown", cause: "unreadable", evidence: { status: 200 } })
  })

  it.each([301, 307, 308])("a redirect %d is not followed", async (status) => {
    const other = await startStripe({})
    const outcome = await prepareWith(answering(status, "{}", `location: ${other.url}/`))
    expect(outcome).toEqual({ kind: "unknown", cause: "unrecognised", evidence: { status } })
    expect(other.requests).toHaveLength(0)
    await other.close()
  })

  it.each([
    [401, "credentials"],
    [403, "credentials"],
    [429, "rate_limited"],
  ])("%d with a page is not sent: %s", async (status, cause) => {
    expect(await prepareWith(answering(status, "<p>no</p>"))).toEqual({ kind: "not_sent", cause })
  })

  it.each([400, 404, 418])("%d with a page says nothing of Stripe", async (status) => {
    for (const body of ["<p>no</p>", "{}", '{"error":"no"}']) {
      expect(await prepareWith(answering(status, body))).toEqual({
        kind: "unknown",
        cause: "unrecognised",
        evidence: { status },
      })
      await server?.close()
    }
  })

  it("a notice of Stripe's is not printed", async () => {
    const printed: unknown[] = []
    const listen = (warning: unknown) => printed.push(warning)
    process.on("warning", listen)
    await prepareWith(answering(200, "{}", "content-type: application/json\r\nstripe-notice: Upgrade!"))
    await new Promise((resolve) => setImmediate(resolve))
    process.off("warning", listen)
    expect(printed).toEqual([])
  })

  it("an answer that invites to repeat is not repeated", async () => {
    const body = JSON.stringify({ error: { type: "api_error" } })
    const headers = ["content-type: application/json", ["stripe-should-retry", "true"].join(": ")].join(
      "\r\n",
    )
    server = await startRawServer(answering(500, body, headers))
    const request = { acquirerPaymentId: sessionId, amount: exactPence(1) }
    await adapterFor(server.url).capture(call(), request)
    expect(server.requests).toHaveLength(1)
  })
})
