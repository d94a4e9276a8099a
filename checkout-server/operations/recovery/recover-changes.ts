import type { AcquirerOutside, Outside } from "#checkout-server/outside.ts"
import { forEachAcquirer } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findPlace } from "#db/queries/recovery.ts"
import { recordCursor } from "#db/records/acquirer-cursors.ts"
import { allOf } from "#domain/all-of.ts"
import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later, londonDay } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"
import type { Change } from "#operations/recovery/queue-changes.ts"
import { queueChanges } from "#operations/recovery/queue-changes.ts"
import { readChanges } from "#operations/recovery/read-changes.ts"
import type { Recovered } from "#operations/recovery/recover-object.ts"
import { recoverObject } from "#operations/recovery/recover-object.ts"
import type { ChangePage, ChangesFrom } from "#ports/acquirer.ts"

/** How far back the first reading goes, and a reading by hand unless told otherwise: longer than a restore loses. */
export const recoveryMilliseconds = 48 * hourMilliseconds

/** Payments asked about side by side: an acquirer is spared. */
const sideBySide = 4

/** A payment that the acquirer gives no answer about holds up what happened after it for so long, and no longer. */
const patienceMilliseconds = hourMilliseconds

/** How many payments came to which end. */
type RecoveryCount = Record<Recovered, number>

/**
 * Reads on in the acquirers' lists of changes and makes sure that each is known here: a net below notifications that are
 * lost, and below a database that lost its last seconds. One page a run; returns how many payments it asked about. What
 * cannot be settled is worked off beside the notifications, so that it stops nothing else.
 */
export async function recoverChanges(outside: Outside): Promise<number> {
  let asked = 0
  await forEachAcquirer(outside, async (each) => {
    asked += await recoverNextPage(each)
  })
  return asked
}

async function recoverNextPage(outside: AcquirerOutside): Promise<number> {
  const acquirer = outside.acquirer.name
  const place = await findPlace(outside.db, acquirer)
  // What was there when it was last read has been read: from then on, with what a restore may have lost.
  const readBefore = place?.readAt ?? outside.clock.now()
  const anew = { since: later(readBefore, -recoveryMilliseconds) }
  const cursor = place?.cursor ?? null
  let page = await readChanges(outside, cursor === null ? anew : { cursor })
  const isForgotten = page === "refused" && cursor !== null
  if (isForgotten) {
    const since = londonDay(anew.since)
    const says = `the account ${acquirer} has forgotten our place in what happened there: read anew since ${since}`
    outside.log.warn({ acquirer, since }, says)
    page = await readChanges(outside, anew)
  }
  // Whoever does not answer is told of where the process keeps its acquirers, and once.
  if (typeof page === "string") {
    if (page === "refused") outside.log.warn({ acquirer }, "no list of changes")
    return 0
  }
  const { unanswered, broken } = await recoverPage(outside, page)
  const overdue = later(outside.clock.now(), -patienceMilliseconds)
  const queued = [...broken, ...unanswered.filter(({ at }) => at <= overdue)]
  if (queued.length > 0) {
    await queueChanges(outside, queued)
    outside.log.warn(
      { acquirer, queued: queued.length },
      "changes queued: they are asked about again, one by one",
    )
  }
  const waiting = unanswered.filter(({ at }) => at > overdue).length
  if (waiting > 0) {
    // The place is kept: what could not be asked about is met again in the next run.
    outside.log.warn({ acquirer, unanswered: waiting }, "changes without an answer")
    return 0
  }
  const next = page.nextCursor ?? (isForgotten ? null : cursor)
  await keepPlace(outside, {
    acquirer,
    cursor: next,
    readAt: page.complete ? outside.clock.now() : readBefore,
  })
  return page.changes.length
}

async function keepPlace(
  outside: AcquirerOutside,
  place: { readonly acquirer: string; readonly cursor: string | null; readonly readAt: Instant },
): Promise<void> {
  await inRepeatableTransaction(outside.db, async (transaction) => {
    await recordCursor(transaction, place)
    return ok(null)
  })
}

/**
 * The same by hand, for everything since a moment: after a restore, before webhooks are sent again. Leaves the place of
 * the repeated reading where it is.
 */
export async function recoverSince(outside: Outside, since: Instant): Promise<RecoveryCount> {
  let total = none
  await forEachAcquirer(outside, async (each) => {
    total = sum(total, await recoverAllSince(each, since))
  })
  return total
}

async function recoverAllSince(outside: AcquirerOutside, since: Instant): Promise<RecoveryCount> {
  let total = none
  let from: ChangesFrom = { since }
  for (;;) {
    const page = await readChanges(outside, from)
    if (typeof page === "string") return { ...total, unanswered: total.unanswered + 1 }
    total = sum(total, (await recoverPage(outside, page)).count)
    if (page.complete || page.nextCursor === null) return total
    from = { cursor: page.nextCursor }
  }
}

const none: RecoveryCount = { settled: 0, nothing: 0, stranger: 0, unanswered: 0 }

function sum(one: RecoveryCount, other: RecoveryCount): RecoveryCount {
  return {
    settled: one.settled + other.settled,
    nothing: one.nothing + other.nothing,
    stranger: one.stranger + other.stranger,
    unanswered: one.unanswered + other.unanswered,
  }
}

/** What came of a page. `broken`: what failed by a bug, or by something that the database refuses to keep. */
interface RecoveredPage {
  /** With what is broken among the unanswered. */
  readonly count: RecoveryCount
  readonly unanswered: readonly Change[]
  readonly broken: readonly Change[]
}

/** Payments side by side; the attempts of one payment in the order in which something happened to them. */
async function recoverPage(outside: AcquirerOutside, { changes }: ChangePage): Promise<RecoveredPage> {
  const count = { ...none }
  const unanswered: Change[] = []
  const broken: Change[] = []
  const payments = [...Map.groupBy(changes, ({ reference }) => reference).values()]
  for (let first = 0; first < payments.length; first += sideBySide) {
    await allOf(
      payments.slice(first, first + sideBySide).map(async (ofPayment) => {
        for (const change of withoutRepeats(ofPayment)) {
          const recovered = await recoverOne(outside, change)
          if (recovered === "unanswered") unanswered.push(change)
          if (recovered === "broken") broken.push(change)
          count[recovered === "broken" ? "unanswered" : recovered] += 1
        }
      }),
    )
  }
  return { count, unanswered, broken }
}

/** One payment that cannot be written down stops no other. */
async function recoverOne(outside: AcquirerOutside, change: Change): Promise<Recovered | "broken"> {
  try {
    return await recoverObject(outside, change)
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown"
    const facts = { acquirer: outside.acquirer.name, acquirer_payment_id: change.acquirerPaymentId }
    outside.log.error({ ...facts, error: name }, "a change could not be settled")
    return "broken"
  }
}

function withoutRepeats(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((change) => [change.acquirerPaymentId, change])).values()]
}
