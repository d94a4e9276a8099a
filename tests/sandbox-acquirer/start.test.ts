import { randomUUID } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, expect, it } from "vitest"
import { startSandboxAcquirer } from "#sandbox-acquirer/start.ts"
import { apiKey, type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: ListeningSandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
afterAll(() => sandbox.close())

it("on port 0 the public address is the real one", async () => {
  const payment = await sandbox.prepare()
  expect(payment.entry.action.startsWith(`${sandbox.url}/card-entries/`)).toBe(true)
})

it("reads bodies without a length, and calls without a body", async () => {
  expect((await sandbox.api("DELETE", "/control/faults")).status).toBe(200)
  expect((await sandbox.api("POST", "/control/notifications/evt_none/resend")).status).toBe(404)
  const chunked = (text: string) =>
    sandbox.send("/api/payments", {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "idempotency-key": randomUUID() },
      body: new Blob([text]).stream(),
      duplex: "half",
    } as RequestInit)
  expect((await chunked(JSON.stringify(sandbox.prepareBody()))).status).toBe(201)
  expect((await chunked(" ".repeat(140_000))).status).toBe(413)
})

it("a taken port is refused", async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve))
  const { port } = taken.address() as AddressInfo
  await expect(startSandboxAcquirer({ ...sandbox.settings, port })).rejects.toMatchObject({
    code: "EADDRINUSE",
  })
  taken.close()
})

it("a database that is away is refused", async () => {
  const settings = { ...sandbox.settings, databaseUrl: "postgres://app:pw@127.0.0.1:1/none" }
  await expect(startSandboxAcquirer(settings)).rejects.toMatchObject({ code: "ECONNREFUSED" })
})

it("after close nobody listens", async () => {
  const running = await startSandboxAcquirer(sandbox.settings)
  expect((await fetch(`${running.url}/health/ready`)).status).toBe(200)
  await running.close()
  await expect(fetch(`${running.url}/health/live`)).rejects.toThrow("fetch failed")
})
