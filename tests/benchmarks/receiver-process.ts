import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { takeOrders } from "./forked.ts"
import type { Received, ReceiverOrder } from "./orders.ts"

/** Stands for a buyer's server: reads each webhook to its end, answers 204, and keeps count. */
const received = { count: 0, firstAt: 0, lastAt: 0 }
const server = createServer((request, response) => {
  request.resume()
  request.once("end", () => {
    received.lastAt = Date.now()
    if (received.count === 0) received.firstAt = received.lastAt
    received.count += 1
    response.writeHead(204).end()
  })
})

takeOrders<ReceiverOrder, Received>(async (order) => {
  if (order === "listen") await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  if (order === "forget") Object.assign(received, { count: 0, firstAt: 0, lastAt: 0 })
  const { port } = server.address() as AddressInfo
  return { ...received, origin: `http://127.0.0.1:${port}` }
})
