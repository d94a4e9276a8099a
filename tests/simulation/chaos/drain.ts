import { setTimeout as pause } from "node:timers/promises"
import type postgres from "postgres"
import { age } from "./age.ts"

/** How a drain went. */
export interface Drained {
  /** Nothing is due any more, neither now nor later. */
  readonly ok: boolean
  /** Time that was let pass by ageing every row, in milliseconds. */
  readonly aged: number
  /** What was still waiting, and when it is due. */
  readonly waiting: string | null
}

/** Everything must be done within a day of calm. */
const longestAge = 24 * 60 * 60_000
/** Jobs that failed rest up to half a minute; the rest is patience with a busy machine. */
const realDeadline = 300_000
const pollPeriod = 250
const tellPeriod = 15_000
/** Who holds a lease is at work at most so long: the longest call takes 15 s. */
const workMilliseconds = 20_000

/** What is due within a minute is let become due together. */
const together = 60_000

/** Something that is still to be done. */
interface Waiting {
  readonly what: string
  /** Milliseconds from now; negative: it is due. */
  readonly wait: number
  /** Who is at work on it; null: nobody. */
  readonly lease: string | null
}

/**
 * Waits until both companies have nothing left to do. Where all that is left is due later, or held by somebody who has
 * died, time is let pass: every moment in both databases moves back by as much.
 */
export async function drain(
  checkout: postgres.Sql,
  acquirer: postgres.Sql,
  watch: { readonly tell: (line: string) => void; readonly signal: AbortSignal },
): Promise<Drained> {
  const deadline = Date.now() + realDeadline
  let tellAt = Date.now() + tellPeriod
  const leases = new Map<string, number>()
  let aged = 0
  for (;;) {
    const waiting = await findWaiting(checkout, acquirer)
    const [first] = waiting
    if (!first) return { ok: true, aged, waiting: null }
    if (Date.now() > deadline || aged > longestAge) {
      return { ok: false, aged, waiting: `${first.what}, due in ${Math.round(first.wait)} ms` }
    }
    if (Date.now() > tellAt) {
      const due = waiting.filter(({ wait }) => wait <= 0).length
      watch.tell(`${waiting.length} things to do, ${due} of them now: ${first.what} and others`)
      tellAt += tellPeriod
    }
    const step = stepAfter(waiting, leases)
    if (step > 0) {
      await Promise.all([age(checkout, "public", step), age(acquirer, "sandbox_acquirer", step)])
      aged += step
    }
    await pause(pollPeriod, undefined, { signal: watch.signal })
  }
}

/**
 * How much time may pass at once: to the next thing due while nothing is, or to the end of a lease whose holder must
 * have died. `leases` remembers when each was seen first.
 */
function stepAfter(waiting: readonly Waiting[], leases: Map<string, number>): number {
  const now = Date.now()
  const isDead = ({ lease }: Waiting) => {
    if (lease === null) return false
    const since = leases.get(lease) ?? now
    leases.set(lease, since)
    return now - since > workMilliseconds
  }
  const dead = waiting.filter(isDead)
  const isAnyDue = waiting.some(({ wait }) => wait <= 0)
  const candidates = (isAnyDue ? dead : waiting).filter(({ wait }) => wait > 0)
  const [next] = candidates
  if (!next || (next.lease !== null && !dead.includes(next))) return 0
  return Math.ceil(next.wait) + together
}

/** All that is still to be done, the soonest first. */
async function findWaiting(checkout: postgres.Sql, acquirer: postgres.Sql): Promise<readonly Waiting[]> {
  const [ours, theirs] = await Promise.all([
    checkout<Waiting[]>`
      SELECT what, extract(epoch FROM at - clock_timestamp())::float8 * 1000 AS wait, lease FROM (
        SELECT 'operation ' || id AS what, greatest(next_sync_at, lease_until) AS at, lease_token AS lease
        FROM operation WHERE state IN ('prepared', 'sent', 'unknown', 'awaiting_payee')
        UNION ALL
        SELECT 'webhook ' || id, coalesce(next_at, lease_until), lease_token
        FROM webhook_delivery WHERE state IN ('pending', 'sending')
        UNION ALL
        SELECT 'notification ' || event_id, next_at, lease_token
        FROM acquirer_notification WHERE state = 'received'
        UNION ALL
        SELECT 'expiry of payment ' || id, expires_at, NULL
        FROM payment WHERE state IN ('created', 'started', 'challenge_required')
      ) waiting ORDER BY at, what`,
    acquirer<Waiting[]>`
      SELECT what, extract(epoch FROM at - clock_timestamp())::float8 * 1000 AS wait, NULL AS lease FROM (
        SELECT 'notification of the acquirer ' || id AS what, next_attempt_at AS at
        FROM sandbox_acquirer.notification WHERE next_attempt_at IS NOT NULL
        UNION ALL
        SELECT 'refund of the acquirer ' || id, next_at FROM sandbox_acquirer.refund WHERE next_at IS NOT NULL
      ) waiting ORDER BY at, what`,
  ])
  return [...ours, ...theirs].toSorted((one, other) => one.wait - other.wait)
}
