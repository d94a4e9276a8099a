import type { AcquirerOutside, Outside } from "#checkout-server/outside.ts"
import { forEachAcquirer } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findCursor } from "#db/queries/recovery.ts"
import { recordCursor } from "#db/records/acquirer-cursors.ts"
import { allOf } from "#domain/all-of.ts"
import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"
import { readChanges } from "#operations/recovery/read-changes.ts"
import type { Pointer, Recovered } from "#operations/recovery/recover-object.ts"
import { recoverObject } from "#operations/recovery/recover-object.ts"
import type { ChangePage, ChangesFrom } from "#ports/acquirer.ts"

/** How far back the first reading goes, and a reading by hand unless told otherwise: longer than a restore loses. */
export const recoveryMilliseconds = 48 * hourMilliseconds

/** Payments asked about side by side: an acquirer is spared. */
const sideBySide = 4

/** How many payments came to which end. */
type RecoveryCount = Record<Recovered, number>

/**
 * Reads on in the acquirers' lists of changes and makes sure that each is known here: a net below notifications that are
 * lost, and below a database that lost its last seconds. One page a run; returns how many payments it asked about.
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
  const first: ChangesFrom = { since: later(outside.clock.now(), -recoveryMilliseconds) }
  const cursor = await findCursor(outside.db, acquirer)
  let page = await readChanges(outside, cursor === null ? first : { cursor })
  if (page === "refused" && cursor !== null) {
    outside.log.error(
      { acquirer },
      "the acquirer does not know our place in its changes: read again from earlier",
    )
    page = await readChanges(outside, first)
  }
  if (typeof page === "string") {
    outside.log.warn({ acquirer, answer: page }, "no list of changes")
    return 0
  }
  const count = await recoverPage(outside, page)
  if (count.unanswered > 0) {
    // The place is kept: what could not be asked about is met again in the next run.
    outside.log.warn({ acquirer, unanswered: count.unanswered }, "changes without an answer")
    return 0
  }
  await keepCursor(outside, page.nextCursor ?? cursor)
  return page.changes.length
}

async function keepCursor(outside: AcquirerOutside, cursor: string | null): Promise<void> {
  if (cursor === null) return
  const acquirer = outside.acquirer.name
  await inRepeatableTransaction(outside.db, async (transaction) => {
    await recordCursor(transaction, { acquirer, cursor, readAt: outside.clock.now() })
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
    total = sum(total, await recoverPage(outside, page))
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

/** Payments side by side; the attempts of one payment in the order in which something happened to them. */
async function recoverPage(outside: AcquirerOutside, { changes }: ChangePage): Promise<RecoveryCount> {
  const count = { ...none }
  const payments = [...Map.groupBy(changes, ({ reference }) => reference).values()]
  for (let first = 0; first < payments.length; first += sideBySide) {
    await allOf(
      payments.slice(first, first + sideBySide).map(async (pointers) => {
        for (const pointer of withoutRepeats(pointers)) count[await recoverObject(outside, pointer)] += 1
      }),
    )
  }
  return count
}

function withoutRepeats(pointers: readonly Pointer[]): readonly Pointer[] {
  return [...new Map(pointers.map((pointer) => [pointer.acquirerPaymentId, pointer])).values()]
}
