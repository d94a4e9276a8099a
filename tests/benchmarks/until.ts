import { setTimeout as pause } from "node:timers/promises"

/** The slowest of what is waited for comes within seconds; what is missing must not be waited for longer. */
const deadlineMs = 60_000
const pollMs = 50

/** Asks again and again until the answer is yes. Throws, naming what did not come, where it stays no. */
export async function until(
  signal: AbortSignal,
  what: string,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + deadlineMs
  while (!(await isThere())) {
    if (Date.now() > deadline) throw new Error(`waited ${deadlineMs / 1_000} s for ${what}`)
    await pause(pollMs, undefined, { signal })
  }
}
