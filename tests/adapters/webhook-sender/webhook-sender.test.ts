import { createServer } from "node:http"
import type { Socket } from "node:net"
import { connect } from "node:net"
import { describe, expect, it, vi } from "vitest"
import type { Connect } from "#adapters/webhook-sender/open-connection.ts"
import { listen, loopbackSender, post, rawReceiver, receiver } from "./loopback-receiver.ts"

describe("a delivery", () => {
  it("sends the signed bytes and headers", async () => {
    const body = Promise.withResolvers<string>()
    const { url, requests } = await receiver((request, response) => {
      let text = ""
      request.setEncoding("utf8")
      request.on("data", (chunk: string) => {
        text += chunk
      })
      request.on("end", () => {
        body.resolve(text)
        response.writeHead(204).end()
      })
    })
    const outcome = await loopbackSender().post(post(url))
    expect(outcome).toMatchObject({ kind: "answered", status: 204, retryAfter: null, address: "127.0.0.1" })
    expect(outcome.durationMilliseconds).toBeGreaterThanOrEqual(0)
    expect(await body.promise).toBe('{"reference":"Siân"}')
    expect(requests[0]).toMatchObject({ method: "POST", url: "/hook?a=b", httpVersion: "1.1" })
    expect(requests[0]?.headers).toEqual({
      "webhook-id": "evt_1",
      "webhook-timestamp": "1",
      "webhook-signature": "v1,abc=",
      host: new URL(url).host,
      "content-type": "application/json; charset=utf-8",
      "content-length": "21",
      "user-agent": "Civic-Pay-Webhooks/1",
      connection: "close",
    })
  })

  it("hands over status and Retry-After", async () => {
    const { url } = await receiver((_request, response) => {
      response.writeHead(503, { "retry-after": "120" }).end("busy")
    })
    expect(await loopbackSender().post(post(url))).toMatchObject({
      kind: "answered",
      status: 503,
      retryAfter: "120",
    })
  })

  it("opens a new connection each time", async () => {
    const ports = new Set<number | undefined>()
    const { url } = await receiver((request, response) => {
      ports.add(request.socket.remotePort)
      response.end("ok")
    })
    const sender = loopbackSender()
    await sender.post(post(url))
    await sender.post(post(url))
    expect(ports.size).toBe(2)
  })

  it("ignores proxy settings of the environment", async () => {
    const proxy = await receiver((_request, response) => void response.end("proxied"))
    const { url, requests } = await receiver((_request, response) => void response.end("ok"))
    for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY"]) vi.stubEnv(name, proxy.url)
    vi.stubEnv("NODE_USE_ENV_PROXY", "1")
    await loopbackSender().post(post(url))
    vi.unstubAllEnvs()
    expect([requests.length, proxy.requests.length]).toEqual([1, 0])
  })

  it("follows no redirect", async () => {
    const { url, requests } = await receiver((request, response) => {
      response.writeHead(301, { location: request.url ?? "/" }).end()
    })
    for (const status of [301, 307]) {
      expect(await loopbackSender().post(post(`${url}&${status}`))).toMatchObject({
        kind: "failed",
        failure: "redirect",
      })
    }
    expect(requests).toHaveLength(2)
  })

  it("reads no more than it must of a huge answer", async () => {
    const closed = Promise.withResolvers<number>()
    const { url } = await receiver((_request, response) => {
      let written = 0
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) written += 16_384
      }
      response.on("drain", more)
      response.on("close", () => closed.resolve(written))
      more()
    })
    expect(await loopbackSender().post(post(url))).toMatchObject({ kind: "answered", status: 200 })
    // The socket buffers of both sides hold a few megabytes; the endless answer is cut after those.
    expect(await closed.promise).toBeLessThan(32 * 1024 * 1024)
  })

  it("does not unpack a compressed answer", async () => {
    const { url, requests } = await receiver((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip at all")
    })
    expect(await loopbackSender().post(post(url))).toMatchObject({ kind: "answered", status: 200 })
    expect(requests[0]?.headers["accept-encoding"]).toBeUndefined()
  })
})

describe("a broken receiver", () => {
  const quick = { limits: { connect: 150, total: 200 } }

  it("that never answers is a time-out", async () => {
    const { url } = await receiver(() => {})
    expect(await loopbackSender(quick).post(post(url))).toMatchObject({
      failure: "timeout",
      address: "127.0.0.1",
    })
  })

  it("that drips headers is a time-out", async () => {
    const url = await rawReceiver((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n")
      const drip = setInterval(() => socket.write("x: y\r\n"), 20)
      socket.on("close", () => clearInterval(drip))
    })
    expect(await loopbackSender(quick).post(post(url))).toMatchObject({ kind: "failed", failure: "timeout" })
  })

  it("that drips its body is a time-out", async () => {
    const url = await rawReceiver((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n")
      const drip = setInterval(() => socket.write("x"), 20)
      socket.on("close", () => clearInterval(drip))
    })
    expect(await loopbackSender(quick).post(post(url))).toMatchObject({ kind: "failed", failure: "timeout" })
  })

  it.each([
    ["resets", (socket: Socket) => socket.resetAndDestroy(), "reset"],
    ["hangs up", (socket: Socket) => socket.end(), "reset"],
    [
      "cuts its body",
      (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"),
      "reset",
    ],
    ["speaks no HTTP", (socket: Socket) => socket.end("220 mail.example ESMTP\r\n"), "reset"],
    [
      "switches protocol",
      (socket: Socket) => socket.write("HTTP/1.1 101 OK\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
      "reset",
    ],
    [
      "floods headers",
      (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${"a".repeat(9_000)}\r\n\r\n`),
      "too_large",
    ],
  ] as const)("that %s is a failure", async (_name, answer, failure) => {
    const url = await rawReceiver(answer)
    expect(await loopbackSender().post(post(url))).toMatchObject({
      kind: "failed",
      failure,
      address: "127.0.0.1",
    })
  })

  it("that is not there is a failure", async () => {
    const server = createServer()
    const port = await listen(server)
    await new Promise((done) => server.close(done))
    const outcome = await loopbackSender().post(post(`http://receiver.example:${port}/`))
    expect(outcome).toMatchObject({ kind: "failed", failure: "connect", address: null })
  })

  it("leaves no socket open", async () => {
    const opened: Socket[] = []
    const counting: Connect = (options) => {
      const socket = connect(options)
      opened.push(socket)
      return socket
    }
    const { url } = await receiver(() => {})
    await loopbackSender({ ...quick, connect: counting }).post(post(url))
    expect(opened.map((socket) => socket.destroyed)).toEqual([true])
  })
})
