import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Webhook } from "standardwebhooks"
import { afterEach, describe, expect, it } from "vitest"
import { nowhere, testKey, testSecret } from "./site.ts"

/** A process starts in about a second; the machine may be busy. */
const startMilliseconds = 30_000

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
})

function start(changes: Record<string, string | undefined> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", "demo-site/server.ts"], {
    env: {
      DEMO_PORT: "0",
      CIVIC_PAY_URL: nowhere,
      CIVIC_PAY_API_KEY: testKey,
      CIVIC_PAY_WEBHOOK_SECRET: testSecret,
      ...changes,
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  children.push(child)
  const output = { out: "", err: "" }
  child.stdout.on("data", (chunk) => {
    output.out += chunk
  })
  child.stderr.on("data", (chunk) => {
    output.err += chunk
  })
  return { child, output }
}

async function listening(started: ReturnType<typeof start>): Promise<string> {
  while (!started.output.out.includes("listening")) await once(started.child.stdout ?? started.child, "data")
  const line = started.output.out.split("\n").find((text) => text.includes("listening")) ?? ""
  return `http://127.0.0.1:${JSON.parse(line).address.port}`
}

describe("the demo site's process", () => {
  it("serves pages while Civic Pay is away, and stops gently", { timeout: startMilliseconds }, async () => {
    const started = start()
    const url = await listening(started)
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
    expect(await (await fetch(`${url}/cy`)).text()).toContain("Croeso i Ddyffryn Arwel")
    started.child.kill("SIGTERM")
    expect(await once(started.child, "exit")).toEqual([0, null])
    expect(started.output.out).not.toContain(testKey)
  })

  it("keeps webhooks over a restart", { timeout: startMilliseconds }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "demo-site-"))
    const first = start({ DEMO_DATA_FOLDER: folder })
    const now = new Date()
    const body = '{"type":"payment.captured"}'
    const response = await fetch(`${await listening(first)}/webhooks/civic-pay`, {
      method: "POST",
      body,
      headers: {
        "webhook-id": "evt_1",
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(testSecret).sign("evt_1", now, body),
      },
    })
    expect(response.status).toBe(204)
    first.child.kill("SIGKILL")
    await once(first.child, "exit")
    const second = start({ DEMO_DATA_FOLDER: folder })
    expect(await (await fetch(`${await listening(second)}/webhooks`)).text()).toContain("payment.captured")
    expect(readFileSync(join(folder, "webhooks.jsonl"), "utf8")).not.toContain(testSecret)
    rmSync(folder, { recursive: true })
  })

  it("names the wrong setting in one line", { timeout: startMilliseconds }, async () => {
    const { child, output } = start({ CIVIC_PAY_API_KEY: undefined })
    expect((await once(child, "exit"))[0]).toBe(1)
    expect(output.err).toMatch(/^The demo site cannot start: CIVIC_PAY_API_KEY is missing[^\n]*\n$/)
  })

  it("names the port that is in use", { timeout: startMilliseconds }, async () => {
    const other = createServer().listen(0, "127.0.0.1")
    await once(other, "listening")
    const { port } = other.address() as AddressInfo
    const { child, output } = start({ DEMO_PORT: String(port) })
    expect((await once(child, "exit"))[0]).toBe(1)
    expect(output.err).toMatch(
      new RegExp(`^The demo site cannot start: 127.0.0.1:${port} is in use[^\\n]*\\n$`),
    )
    other.close()
  })
})
