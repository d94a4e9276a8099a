import type { AcquirerOutside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import { recordDay } from "#db/records/reconciliation.ts"
import { ok } from "#domain/problem.ts"
import type { UtcDay } from "#domain/utc-day.ts"
import { nextUtcDay, startOfUtcDay } from "#domain/utc-day.ts"
import { findMissingLines } from "#operations/reconciliation/find-missing-lines.ts"
import { listBooks } from "#operations/reconciliation/list-books.ts"
import { matchLines } from "#operations/reconciliation/match-lines.ts"
import { postPayout } from "#operations/reconciliation/post-payouts.ts"

/** Lines held against the ledger in one transaction: well within the time that it has. */
const batchSize = 100

/** How a day went. `not_closed`: the acquirer still writes its books. `unanswered`: it gave no usable answer. */
export type DayReconciled = "reconciled" | "not_closed" | "unanswered"

/**
 * Holds the acquirer's books of one day against the ledger: every line has its posting with the same sum, every posting
 * its line, and every payout is the sum of its lines. Differences are given to people. A day that is reconciled again
 * changes nothing, or heals what was settled since.
 */
export async function reconcileDay(outside: AcquirerOutside, day: UtcDay): Promise<DayReconciled> {
  const books = await listBooks(outside, day)
  if (books === null) return "unanswered"
  if (!books.complete) return "not_closed"
  for (let first = 0; first < books.lines.length; first += batchSize) {
    await matchLines(outside, { day, lines: books.lines.slice(first, first + batchSize) })
  }
  if (!(await findMissingLines(outside, day))) return "unanswered"
  for (const payout of books.payouts) await postPayout(outside, payout)
  await keepDay(outside, day)
  return "reconciled"
}

/** A day that still goes on by our own clock is not done, whatever the acquirer's says. */
async function keepDay(outside: AcquirerOutside, day: UtcDay): Promise<void> {
  const checkedAt = outside.clock.now()
  if (checkedAt < startOfUtcDay(nextUtcDay(day))) return
  await inTransaction(outside.db, async (transaction) => {
    await recordDay(transaction, { acquirer: outside.acquirer.name, day, checkedAt })
    return ok(null)
  })
}
