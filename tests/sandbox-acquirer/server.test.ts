import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { afterEach, describe, expect, it } from "vitest"
import { startReceiver } from "#tests/sandbox-acquirer/receiver.ts"
import { apiKey, notificationSecret, sandboxClient } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

const entry = fileURLToPath(import.meta.resolve("#sandbox-acquirer/server.ts"))
const children = new Set<ChildProcess>()
afterEach(() => {
  for (const child of children) child.kill("SIGKILL")
  children.clear()
})

function run(environment: Record<string, string>) {
  const child = spawn(process.execPath, [entry], { env: environment, stdio: ["ignore", "pipe", "pipe"] })
  children.add(child)
  const output = { out: "", err: "" }
  child.stdout.on("data", (chunk) => {
    output.out += chunk
  })
  child.stderr.on("data", (chunk) => {
    output.err += chunk
  })
  const listening = new Promise<number>((resolve, reject) => {
    child.stdout.on("data", () => {
      const line = output.out.split("\n").find((text) => text.includes('"msg":"listening"'))
      if (line) resolve(JSON.parse(line).port)
    })
    child.once("exit", () => reject(new Error(output.err)))
  })
  listening.catch(() => undefined)
  return { child, output, listening, exited: once(child, "exit") }
}

async function environmentFor(notificationUrl: string) {
  const database = await createTestDatabase({ migrated: false })
  return {
    SANDBOX_ACQUIRER_PORT: "0",
    SANDBOX_DATABASE_URL: database.url,
    SANDBOX_API_KEY: apiKey,
    SANDBOX_NOTIFICATION_URL: notificationUrl,
    SANDBOX_NOTIFICATION_SECRET: notificationSecret,
  }
}

describe("the process", () => {
  it("names a missing setting in one line", async () => {
    const { output, exited } = run({ SANDBOX_DATABASE_URL: "postgres://127.0.0.1/x" })
    expect((await exited)[0]).toBe(1)
    expect(output.err).toBe("sandbox-acquirer cannot start: SANDBOX_API_KEY is required\n")
  })

  it("names a taken port in one line", async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve))
    const port = String((taken.address() as AddressInfo).port)
    const environment = await environmentFor("http://127.0.0.1:1/")
    const { output, exited } = run({ ...environment, SANDBOX_ACQUIRER_PORT: port })
    expect((await exited)[0]).toBe(1)
    expect(output.err).toBe(`sandbox-acquirer cannot start: port ${port} is in use (SANDBOX_ACQUIRER_PORT)\n`)
    taken.close()
  })

  it("names an absent database without its password", async () => {
    const environment = await environmentFor("http://127.0.0.1:1/")
    const { output, exited } = run({
      ...environment,
      SANDBOX_DATABASE_URL: "postgres://app:hush@127.0.0.1:1/none",
    })
    expect((await exited)[0]).toBe(1)
    expect(output.err).toMatch(/^sandbox-acquirer cannot start: .*SANDBOX_DATABASE_URL.*ECONNREFUSED\n$/)
    expect(output.err).not.toContain("hush")
  })

  it.each(["SIGTERM", "SIGINT"] as const)("ends cleanly on %s", async (signal) => {
    const { child, listening, output, exited } = run(await environmentFor("http://127.0.0.1:1/"))
    const port = await listening
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200)
    child.kill(signal)
    expect((await exited)[0]).toBe(0)
    expect(output.out).toContain('"msg":"stopped"')
  })

  it("killed with a notification unsent, the next one sends it", async () => {
    const receiver = await startReceiver()
    receiver.answerWith(503)
    const environment = await environmentFor(receiver.url)
    const first = run(environment)
    const port = await first.listening
    const client = sandboxClient((path, init) =>
      fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...init }),
    )
    const { payment } = await client.pay()
    await receiver.until(({ pointer }) => pointer.payment_id === payment.id)
    first.child.kill("SIGKILL")
    await first.exited
    const before = receiver.received.length
    receiver.answerWith(204)
    const second = run(environment)
    await second.listening
    await receiver.until((notification) => receiver.received.indexOf(notification) >= before)
    expect(receiver.received.at(-1)?.pointer.payment_id).toBe(payment.id)
    await receiver.close()
  }, 30_000)
})
