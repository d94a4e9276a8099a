import type { AcquirerOutside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import { findDisputeIds, findMissingItems, findUnbooked } from "#db/queries/reconciliation.ts"
import { holdBooks, recordItems } from "#db/records/reconciliation.ts"
import type { BookedKind, Movement } from "#domain/ledger/match-line.ts"
import { bookedKinds, matchLine } from "#domain/ledger/match-line.ts"
import { exactPence } from "#domain/money.ts"
import { ok } from "#domain/problem.ts"
import type { UtcDay } from "#domain/utc-day.ts"
import { nextUtcDay, previousUtcDay, startOfUtcDay } from "#domain/utc-day.ts"
import { closeDifference, openDifference } from "#operations/reconciliation/differences.ts"
import { listBooks } from "#operations/reconciliation/list-books.ts"
import type { SettlementLine } from "#ports/acquirer-books.ts"

/** Postings looked at together. */
const pageSize = 200

/**
 * Finds what was posted on a day and stands nowhere in the acquirer's books. Around midnight its clock may put a line
 * into a neighbour's books, so these are looked at first. False: they gave no answer, and nothing is said.
 */
export async function findMissingLines(outside: AcquirerOutside, day: UtcDay): Promise<boolean> {
  const acquirer = outside.acquirer.name
  const stretch = { acquirer, from: startOfUtcDay(day), to: startOfUtcDay(nextUtcDay(day)) }
  const missing = new Set<string>()
  let neighbours: Neighbours | null = null
  let after: string | null = null
  for (;;) {
    const page: readonly Movement[] = await findUnbooked(outside.db, { ...stretch, after, limit: pageSize })
    if (page.length > 0) neighbours ??= await listNeighbours(outside, day)
    if (page.length > 0 && neighbours === null) return false
    const lost = page.filter((movement) => !neighbours?.have(movement))
    for (const { id } of lost) missing.add(id)
    await recordMissing(outside, { day, lost })
    after = page.at(-1)?.id ?? null
    if (page.length < pageSize) break
  }
  await endFound(outside, { day, missing })
  return true
}

/** The books of the days before and after. */
interface Neighbours {
  have(movement: Movement): boolean
}

async function listNeighbours(outside: AcquirerOutside, day: UtcDay): Promise<Neighbours | null> {
  const [before, after] = await Promise.all([
    listBooks(outside, previousUtcDay(day)),
    listBooks(outside, nextUtcDay(day)),
  ])
  if (before === null || after === null) return null
  const lines = Map.groupBy([...before.lines, ...after.lines], ({ reference }) => reference)
  const disputed = [...lines.values()]
    .flat()
    .flatMap(({ acquirerDisputeId: id }) => (id === null ? [] : [id]))
  const disputeIds = await findDisputeIds(outside.db, outside.acquirer.name, disputed)
  return {
    have: (movement) =>
      (lines.get(movement.paymentId) ?? []).some((line) => isOf(line, movement, disputeIds)),
  }
}

function isOf(line: SettlementLine, movement: Movement, disputeIds: ReadonlyMap<string, string>): boolean {
  const disputeId = disputeIds.get(line.acquirerDisputeId ?? "") ?? null
  return matchLine(line, { isOurs: true, movements: [movement], disputeId }).movement !== null
}

/** The books have no id for what they lack: the posting's own stands for it. */
const lineIdOf = ({ id }: Movement): string => `posting:${id}`

async function recordMissing(
  outside: AcquirerOutside,
  { day, lost }: { readonly day: UtcDay; readonly lost: readonly Movement[] },
): Promise<void> {
  if (lost.length === 0) return
  const acquirer = outside.acquirer.name
  const checkedAt = outside.clock.now()
  await inTransaction(outside.db, async (transaction) => {
    await holdBooks(transaction)
    const known = new Set((await findMissingItems(transaction, acquirer, day)).map(({ lineId }) => lineId))
    const fresh = lost.filter((movement) => !known.has(lineIdOf(movement)))
    await recordItems(
      transaction,
      fresh.map((movement) => ({
        acquirer,
        lineId: lineIdOf(movement),
        day,
        inBooks: false,
        kind: bookedKinds[movement.kind as BookedKind],
        reference: movement.paymentId,
        buyerId: movement.buyerId,
        gross: movement.amount,
        fee: exactPence(0),
        net: movement.amount,
        state: "not_in_books",
        ledgerTransactionId: movement.id,
        checkedAt,
      })),
    )
    for (const movement of fresh) {
      const { paymentId } = movement
      const subjectId = lineIdOf(movement)
      await openDifference(outside, transaction, { subjectId, paymentId, what: "not_in_books" })
    }
    return ok(null)
  })
}

/** What was missing and has a line by now is a difference no more. */
async function endFound(
  outside: AcquirerOutside,
  { day, missing }: { readonly day: UtcDay; readonly missing: ReadonlySet<string> },
): Promise<void> {
  await inTransaction(outside.db, async (transaction: Transaction) => {
    await holdBooks(transaction)
    const said = await findMissingItems(transaction, outside.acquirer.name, day)
    const found = said.filter(({ ledgerTransactionId: id }) => !missing.has(id ?? ""))
    const checkedAt = outside.clock.now()
    await recordItems(
      transaction,
      found.map((item) => ({ ...item, state: "matched", checkedAt })),
    )
    for (const { lineId } of found) {
      const evidence = "the posting stands in the acquirer's books"
      await closeDifference(outside, transaction, { subjectId: lineId, evidence })
    }
    return ok(null)
  })
}
