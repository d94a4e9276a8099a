import { setTimeout } from "node:timers/promises"
import { instant } from "#domain/instant.ts"
import type { Clock } from "#ports/clock.ts"

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => instant(Date.now()),
  wait: async (milliseconds) => {
    await setTimeout(milliseconds)
  },
}
