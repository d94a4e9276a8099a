import type { Outside } from "#checkout-server/outside.ts"
import { later } from "#domain/instant.ts"
import { interposedDatabase } from "#tests/support/interposed-database.ts"

/** The same outside in a process that stands still for so long after its first commit. */
export function lateAfterCommit(outside: Outside, milliseconds: number): Outside {
  const start = outside.clock.now()
  let isCommitted = false
  return {
    ...outside,
    clock: {
      now: () => (isCommitted ? later(start, milliseconds) : start),
      wait: (wait) => outside.clock.wait(wait),
    },
    db: interposedDatabase(outside.db, {
      read: async (_point, run) => await run(),
      transaction: async (_point, run) => {
        const answer = await run({})
        isCommitted = true
        return answer
      },
    }),
  }
}
