import { sql } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { ledgerEntry, ledgerTransaction } from "#db/schema/ledger.ts"
import { reconciliationDay, reconciliationItem } from "#db/schema/reconciliation.ts"
import type { Instant } from "#domain/instant.ts"
import type { Posting } from "#domain/ledger/posting.ts"
import type { Mode } from "#domain/services/service.ts"

/** Any two numbers will do: everybody who matches lines must use the same. */
const booksLock = [4_204_101, 1] as const

/** One statement takes 65,535 values at most. */
const rowsAtOnce = 500

/** Until the transaction ends, nobody else matches lines: no posting is given to two, and no fee posted twice. */
export async function holdBooks(transaction: Transaction): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(${booksLock[0]}, ${booksLock[1]})`)
}

/** Writes how lines stand beside the ledger; a line that was seen before is written over. */
export async function recordItems(
  transaction: Transaction,
  items: readonly (typeof reconciliationItem.$inferInsert)[],
): Promise<void> {
  for (let first = 0; first < items.length; first += rowsAtOnce) {
    await transaction
      .insert(reconciliationItem)
      .values(items.slice(first, first + rowsAtOnce))
      .onConflictDoUpdate({
        target: [reconciliationItem.acquirer, reconciliationItem.lineId],
        set: {
          day: sql`excluded.day`,
          reference: sql`excluded.reference`,
          buyerId: sql`excluded.buyer_id`,
          gross: sql`excluded.gross`,
          fee: sql`excluded.fee`,
          net: sql`excluded.net`,
          payoutId: sql`excluded.payout_id`,
          state: sql`excluded.state`,
          ledgerTransactionId: sql`excluded.ledger_transaction_id`,
          checkedAt: sql`excluded.checked_at`,
        },
      })
  }
}

/** Notes that a day is reconciled, or was looked at again. */
export async function recordDay(
  transaction: Transaction,
  day: typeof reconciliationDay.$inferInsert,
): Promise<void> {
  const { checkedAt } = day
  await transaction
    .insert(reconciliationDay)
    .values(day)
    .onConflictDoUpdate({ target: [reconciliationDay.acquirer, reconciliationDay.day], set: { checkedAt } })
}

/** Writes what a payout brought one buyer: the one posting that is of no single payment. */
export async function insertPayout(
  transaction: Transaction,
  payout: {
    readonly posting: Posting
    readonly buyerId: string
    readonly mode: Mode
    readonly stamp: { readonly id: string; readonly at: Instant }
  },
): Promise<void> {
  const { posting, buyerId, mode, stamp } = payout
  const id = `ldg_${posting.kind}_${stamp.id}`
  const { kind, sourceId } = posting
  const postedAt = stamp.at
  await transaction
    .insert(ledgerTransaction)
    .values({ id, kind, sourceId, buyerId, mode, currency: "GBP", postedAt })
  await transaction
    .insert(ledgerEntry)
    .values(posting.entries.map((entry, index) => ({ transactionId: id, line: index + 1, ...entry })))
}
