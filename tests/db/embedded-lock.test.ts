import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { readLock, runningPort } from "#db/embedded-lock.ts"

function clusterFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "civic-pay-test-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, "data"))
  return folder
}

it("a running server's port is read from its lock", async () => {
  const folder = clusterFolder()
  const lock = ["4711", folder, "1795000000", "55432", "", "127.0.0.1", "  12  34", "ready   "].join("\n")
  writeFileSync(join(folder, "data/postmaster.pid"), lock)
  expect(await readLock(join(folder, "data"))).toEqual({ pid: 4711, port: 55_432, status: "ready" })
  expect(await runningPort(folder)).toBe(55_432)
})

it("without a lock nothing runs", async () => {
  expect(await runningPort(clusterFolder())).toBeNull()
})
