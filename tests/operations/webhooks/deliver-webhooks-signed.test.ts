import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"
import { afterAll, beforeAll, expect, it } from "vitest"
import { createWebhookSender } from "#adapters/webhook-sender/webhook-sender.ts"
import { instant } from "#domain/instant.ts"
import { deliverWebhooks } from "#operations/webhooks/deliver-webhooks.ts"
import type { WebhookDatabase } from "#tests/db/records/webhook-rows.ts"
import { addEndpoint, deliveriesTo, openWebhookDatabase, tell } from "#tests/db/records/webhook-rows.ts"
import { dispatcher, secretOf, secrets } from "./webhook-outside.ts"

let opened: WebhookDatabase

beforeAll(async () => {
  opened = await openWebhookDatabase()
})

afterAll(() => opened.close())

it("a delivery is verified by the official library at its receiver", async () => {
  const received: { headers: Record<string, string>; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8")
    request.on("data", (part: string) => {
      body += part
    })
    request.on("end", () => {
      received.push({ headers: request.headers as Record<string, string>, body })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  const url = `http://localhost:${(server.address() as AddressInfo).port}/hook`
  const { database } = opened
  await addEndpoint(database, "all", { url, secrets: [secrets.seal(secretOf(2)), secrets.seal(secretOf(1))] })
  const eventId = await tell(database, { body: '{"name":"Siân","amount":5750}', createdAt: instant(0) })
  const sender = createWebhookSender({ loopbackForTest: true })
  const { outside, moveTo } = dispatcher(database, (request) => sender.post(request))
  // The library holds the time of the signature against the machine's clock.
  moveTo(instant(Date.now()))
  expect(await deliverWebhooks(outside)).toBe(1)
  await new Promise((done) => server.close(done))
  expect(received).toHaveLength(1)
  const [{ headers, body } = { headers: {}, body: "" }] = received
  expect(headers).toMatchObject({ "webhook-id": eventId })
  for (const byte of [1, 2]) {
    expect(new Webhook(secretOf(byte)).verify(body, headers)).toEqual({ name: "Siân", amount: 5750 })
  }
  expect(() => new Webhook(secretOf(3)).verify(body, headers)).toThrow()
  expect(() => new Webhook(secretOf(1)).verify(`${body} `, headers)).toThrow()
  expect(await deliveriesTo(database, "all")).toMatchObject([{ state: "delivered", attempts: 1 }])
})
