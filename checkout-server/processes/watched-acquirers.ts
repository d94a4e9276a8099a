import type { Acquirer, ChangePage, Outcome } from "#ports/acquirer.ts"
import type { Acquirers } from "#ports/acquirers.ts"
import type { Log } from "#ports/log.ts"

/**
 * The same acquirers, whose answers about what happened tell whether they are there: a worker asks for them every minute.
 * Warns once when an account stops answering, and says once when it does again; both as warnings, which people see.
 */
export function watchAcquirers(acquirers: Acquirers, log: Log): Acquirers {
  const silent = new Set<string>()
  return { ...acquirers, of: async (account) => watchAcquirer(await acquirers.of(account), silent, log) }
}

function watchAcquirer(acquirer: Acquirer, silent: Set<string>, log: Log): Acquirer {
  const { name } = acquirer
  return {
    ...acquirer,
    listChanges: async (call, from) => {
      const outcome = await acquirer.listChanges(call, from)
      const why = whySilent(outcome)
      if (why !== null && !silent.has(name)) {
        silent.add(name)
        log.warn({ acquirer: name, why }, `the account ${name} ${why}: it is asked again until it does`)
      } else if (why === null && silent.delete(name)) {
        log.warn({ acquirer: name }, `the account ${name} answers again`)
      }
      return outcome
    },
  }
}

/** Null where it has answered, whatever it said. */
function whySilent(outcome: Outcome<ChangePage>): string | null {
  if (outcome.kind === "not_sent") {
    if (outcome.cause === "rate_limited") return null
    return outcome.cause === "credentials" ? "does not take its key" : "cannot be reached"
  }
  return outcome.kind === "unknown" ? `gives no usable answer (${outcome.cause})` : null
}
