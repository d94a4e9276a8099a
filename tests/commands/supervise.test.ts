import { createWriteStream } from "node:fs"
import { join, relative } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { nextPause, supervise } from "#commands/supervise.ts"
import { freePort } from "#db/embedded.ts"
import { temporaryFolder } from "./temporary-folder.ts"

const root = join(import.meta.dirname, "../..")
const file = relative(root, join(import.meta.dirname, "small-process.ts"))

async function supervised(environment: Record<string, string> = {}) {
  const told: string[] = []
  const port = await freePort()
  const log = createWriteStream(join(temporaryFolder(), "small.log"))
  const one = supervise(
    {
      name: "small",
      file,
      environment: { SMALL_PORT: String(port), ...environment },
      readyUrl: `http://127.0.0.1:${port}/`,
      preload: [],
    },
    { log, tell: (line) => told.push(line) },
  )
  onTestFinished(() => one.stop())
  return { one, told, url: `http://127.0.0.1:${port}/` }
}

describe("a supervised process", () => {
  it("is started again when it is killed", async () => {
    const { one, told } = await supervised()
    await one.ready()
    const first = one.pid()
    one.kill("SIGKILL")
    await vi.waitUntil(() => one.pid() !== null && one.pid() !== first, { timeout: 20_000 })
    await one.ready()
    expect(told).toContain("ended unexpectedly (SIGKILL); starting it again in 1 s")
  })

  it("stays stopped", async () => {
    const { one, told, url } = await supervised()
    await one.ready()
    await one.stop()
    expect(one.pid()).toBeNull()
    expect(told).toEqual([])
    await expect(fetch(url)).rejects.toThrow()
  })

  it("has another life after a restart", async () => {
    const { one, told } = await supervised()
    await one.ready()
    const first = one.pid()
    await one.restart()
    expect(one.pid()).not.toBe(first)
    expect(told).toEqual([])
  })

  it("that ends at once is not ready", async () => {
    const { one, told } = await supervised({ SMALL_FAILS: "yes" })
    await expect(one.ready()).rejects.toThrow("small ended before it was ready")
    expect(told).toContain("small cannot start")
  })

  it("is told its own settings and no others", async () => {
    vi.stubEnv("SOMEONE_ELSES_SECRET", "hidden")
    const { one, url } = await supervised()
    await one.ready()
    const names: unknown = await (await fetch(url)).json()
    expect(names).toContain("SMALL_PORT")
    expect(names).not.toContain("SOMEONE_ELSES_SECRET")
    vi.unstubAllEnvs()
  })
}, 60_000)

describe("the pause before a restart", () => {
  it("grows with each one", () => {
    expect([[], [0], [0, 1], [0, 1, 2], [0, 1, 2, 3]].map((restarts) => nextPause(restarts, 10))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000,
    ])
  })

  it("lasts until five are a minute old", () => {
    expect(nextPause([1_000, 2_000, 3_000, 4_000, 5_000], 6_000)).toBe(55_000)
  })

  it("forgets what is a minute old", () => {
    expect(nextPause([0, 1, 2, 3, 4], 61_000)).toBe(500)
  })
})
