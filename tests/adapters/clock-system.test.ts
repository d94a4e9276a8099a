import { expect, it } from "vitest"
import { systemClock } from "#adapters/clock-system.ts"

it("the clock tells whole milliseconds of now", () => {
  const before = Date.now()
  const now = systemClock.now()
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())
  expect(Number.isInteger(now)).toBe(true)
})

it("a wait lasts as long as it says", async () => {
  const before = performance.now()
  await systemClock.wait(30)
  // Timers may fire a millisecond early.
  expect(performance.now() - before).toBeGreaterThanOrEqual(28)
})
