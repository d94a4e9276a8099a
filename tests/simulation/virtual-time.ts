import { AsyncLocalStorage } from "node:async_hooks"
import { syncBuiltinESMExports } from "node:module"
import timers from "node:timers/promises"

/** The time of one simulated process. */
export interface VirtualTime {
  /** Milliseconds since some moment. */
  now(): number
  wait(milliseconds: number): Promise<void>
}

const here = new AsyncLocalStorage<VirtualTime | null>()
const realWait = timers.setTimeout
const realNow = performance.now.bind(performance)

/** Work that waits and looks at clocks by itself does so in `time`, as long as it is not in a call to the real world. */
export function inVirtualTime<T>(time: VirtualTime, work: () => Promise<T>): Promise<T> {
  return here.run(time, work)
}

/** Work in the real world, such as a transaction that is under way. */
export function inRealTime<T>(work: () => Promise<T>): Promise<T> {
  return here.run(null, work)
}

// What repeats lost transactions waits by Node's own timers, for the database has no port of its own. They are
// replaced for whoever runs in virtual time, and for nobody else.
timers.setTimeout = async (milliseconds, value, options) => {
  const time = here.getStore()
  if (!time) return await realWait(milliseconds, value, options)
  await time.wait(milliseconds ?? 0)
  return value as never
}
performance.now = () => here.getStore()?.now() ?? realNow()
syncBuiltinESMExports()
