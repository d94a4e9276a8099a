import { expect, it } from "vitest"
import { residentBytes } from "./resident-memory.ts"

it("what a process holds in memory is told by the system", async () => {
  const bytes = (await residentBytes(process.pid)) ?? 0
  const known = process.memoryUsage().rss
  expect(bytes).toBeGreaterThan(known / 2)
  expect(bytes).toBeLessThan(known * 2)
})

it("a process that is gone holds nothing that could be told", async () => {
  expect(await residentBytes(2 ** 22 + 1)).toBeNull()
})
