import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { claimFolder } from "#commands/only-one.ts"
import { CannotStart, startStack } from "#commands/stack.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { freeSettings } from "./free-settings.ts"
import { temporaryFolder } from "./temporary-folder.ts"

const preload = [join(import.meta.dirname, "../support/network-guard.ts")]
const quiet = () => {}

async function expectUnclaimed(folder: string): Promise<void> {
  const claim = await claimFolder(folder)
  expect(claim.ok).toBe(true)
  if (claim.ok) claim.release()
}

describe("a local Civic Pay", { timeout: 120_000 }, () => {
  it("runs on a database of the operator's, from start to stop", async () => {
    const folder = temporaryFolder()
    const { url } = await createTestDatabase()
    const settings = await freeSettings(folder, { DATABASE_URL: url, LOG_LEVEL: "warn" })
    const stack = await startStack(settings, { tell: quiet, preload })
    onTestFinished(() => stack.stop())
    for (const address of Object.values(stack.urls)) {
      expect((await fetch(`${address}/health/ready`)).status).toBe(200)
    }
    const service = stack.demo.services[0]
    expect((await fetch(service?.url ?? "")).status).toBe(200)
    expect(JSON.parse(readFileSync(join(folder, "demo.json"), "utf8"))).toEqual(stack.demo)
    const { checkout } = stack.processes
    const before = checkout.pid()
    await checkout.restart()
    expect(checkout.pid()).not.toBe(before)
    await stack.stop()
    expect(Object.values(stack.processes).map((one) => one.pid())).toEqual([null, null, null, null])
    await expectUnclaimed(folder)
  })

  it("keeps the account with the sandbox in Stripe's words when a later start takes cards elsewhere", async () => {
    const folder = temporaryFolder()
    const { url } = await createTestDatabase()
    const start = async (demoAcquirer: string) => {
      const more = { DATABASE_URL: url, LOG_LEVEL: "warn", DEMO_ACQUIRER: demoAcquirer }
      const stack = await startStack(await freeSettings(folder, more), { tell: quiet, preload })
      await stack.stop()
      return stack.cards
    }
    const first = await start("stripe-sandbox")
    const { account } = first
    expect(first).toMatchObject({ endpoint: "sandbox", warning: null, sandboxStripeAccount: account })
    expect(await start("sandbox")).toMatchObject({ account: "sandbox", sandboxStripeAccount: account })
    expect(await start("stripe-sandbox")).toEqual(first)
  })

  it("does not start beside another on its ports", async () => {
    const folder = temporaryFolder()
    const settings = await freeSettings(folder)
    const other = createServer().listen(settings.ports.worker, "127.0.0.1")
    onTestFinished(() => void other.close())
    const refused = startStack(settings, { tell: quiet })
    await expect(refused).rejects.toThrow(CannotStart)
    await expect(refused).rejects.toThrow(`Port ${settings.ports.worker} is in use`)
    await expectUnclaimed(folder)
  })

  it("gives everything back when its database is away", async () => {
    const folder = temporaryFolder()
    const { url, drop } = await createTestDatabase()
    await drop()
    const settings = await freeSettings(folder, { DATABASE_URL: url })
    await expect(startStack(settings, { tell: quiet })).rejects.toThrow("does not exist")
    await expectUnclaimed(folder)
  })
})
