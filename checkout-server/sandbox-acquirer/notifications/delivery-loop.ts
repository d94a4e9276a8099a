import type { Database } from "#sandbox-acquirer/store/connect.ts"
import { claimDue, deliver, type TimedReceiver } from "./deliver.ts"

/** Sends running at once: a slow receiver must not hold up the rest, nor open sockets without end. */
const inFlightMax = 20
/** Retries and late notifications become due without anybody telling; a restart finds old ones within this. */
const pollMilliseconds = 500

export interface DeliveryLoop {
  /** Something was committed: look now. */
  wake(): void
  /** Takes no more and waits for what is on its way. */
  stop(): Promise<void>
}

/**
 * Sends due notifications until stopped. `housekeep` runs at every poll. Errors of the database are handed to
 * `onError` and the loop goes on.
 */
export function startDeliveryLoop(
  sql: Database,
  receiver: TimedReceiver,
  hooks: { housekeep(): Promise<unknown>; onError(error: unknown): void },
): DeliveryLoop {
  const inFlight = new Set<Promise<unknown>>()
  let stopping = false
  let wake = (): void => undefined

  async function pass(): Promise<void> {
    const room = inFlightMax - inFlight.size
    const due = room > 0 ? await claimDue(sql, receiver.clock(), room) : []
    for (const notification of due) {
      const sending: Promise<unknown> = deliver(sql, notification, receiver)
        .catch(hooks.onError)
        .finally(() => {
          // A full house may have left due notifications outside.
          if (inFlight.size === inFlightMax) wake()
          inFlight.delete(sending)
        })
      inFlight.add(sending)
    }
  }

  async function run(): Promise<void> {
    let housekeepAt = 0
    while (!stopping) {
      let woken = false
      const waiting = new Promise<void>((resolve) => {
        wake = () => {
          woken = true
          resolve()
        }
      })
      try {
        if (Date.now() >= housekeepAt) {
          await hooks.housekeep()
          housekeepAt = Date.now() + pollMilliseconds
        }
        await pass()
      } catch (error) {
        hooks.onError(error)
      }
      if (!stopping && !woken) await Promise.race([waiting, pause(pollMilliseconds)])
    }
  }

  const running = run()
  return {
    wake: () => wake(),
    stop: async () => {
      stopping = true
      wake()
      await running
      await Promise.all(inFlight)
    },
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}
