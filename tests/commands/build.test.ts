import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { buildStale } from "#commands/build.ts"

const dist = join(import.meta.dirname, "../../dist")

it("what browsers need is built once", { timeout: 120_000 }, async () => {
  await buildStale()
  expect(readdirSync(join(dist, "widget"))).toContain("versions.json")
  expect(readdirSync(join(dist, "assets"))).toContain("assets.json")
  const builtAt = statSync(join(dist, "widget/versions.json")).mtimeMs
  await buildStale()
  expect(statSync(join(dist, "widget/versions.json")).mtimeMs).toBe(builtAt)
})
