import type { Outside } from "#checkout-server/outside.ts"

/** Work that outlives its request: a charge whose answer comes after the page was sent. */
export interface UnderWay {
  add(work: Promise<unknown>): void
  /** Resolves when everything added so far has ended: for a stop that loses nothing. */
  finished(): Promise<void>
}

/** Keeps hold of promises until they end. A failure is logged: the sweep will find out what happened. */
export function createUnderWay(log: Outside["log"]): UnderWay {
  const running = new Set<Promise<unknown>>()
  return {
    add: (work) => {
      const watched = work
        .catch((error: Error) => log.error({ error }, "work after the answer failed"))
        .finally(() => running.delete(watched))
      running.add(watched)
    },
    finished: async () => {
      await Promise.all(running)
    },
  }
}
