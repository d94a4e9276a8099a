import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, it, onTestFinished } from "vitest"
import type { Load, PlannedRequest } from "./orders.ts"
import { sendLoad } from "./send-load.ts"

const ping: PlannedRequest = { method: "POST", path: "/ping", headers: { "x-number": "1" }, body: "ping" }
const look: PlannedRequest = { method: "GET", path: "/look", headers: {}, body: "" }

async function receiver(statusOf: (count: number) => number) {
  const heard: string[] = []
  const sockets = new Set<unknown>()
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => {
      body += chunk
    })
    request.on("end", () => {
      heard.push(`${request.method} ${request.url} ${body}`.trim())
      response.writeHead(statusOf(heard.length)).end("heard")
    })
  })
  server.on("connection", (socket) => sockets.add(socket))
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const load = (more: Partial<Load>): Load => ({
    origin,
    clients: 2,
    ends: { count: 9 },
    requests: [ping, look],
    expect: 200,
    ...more,
  })
  return { heard, sockets, load }
}

it("a load sends its requests in turn, over as many connections as it has clients", async () => {
  const { heard, sockets, load } = await receiver(() => 200)
  const sent = await sendLoad(load({}))
  expect(heard.toSorted()).toEqual([...Array(4).fill("GET /look"), ...Array(5).fill("POST /ping ping")])
  expect(sent.milliseconds).toHaveLength(9)
  expect(sent.seconds).toBeGreaterThan(0)
  expect(sockets.size).toBe(2)
})

it("a load of some seconds ends when they are over", async () => {
  const { heard, load } = await receiver(() => 200)
  const sent = await sendLoad(load({ ends: { seconds: 0.2 } }))
  expect(sent.seconds).toBeGreaterThanOrEqual(0.2)
  expect(sent.milliseconds.length).toBe(heard.length)
  expect(heard.length).toBeGreaterThan(2)
})

it("an answer of another status ends the load", async () => {
  const { load } = await receiver((count) => (count === 5 ? 503 : 200))
  await expect(sendLoad(load({}))).rejects.toThrow(" answered 503: heard")
})
