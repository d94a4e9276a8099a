import { sql } from "drizzle-orm"
import { boolean, check, date, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core"
import { instantColumn, oneOf, penceColumn } from "#db/schema/columns.ts"
import { ledgerTransaction } from "#db/schema/ledger.ts"
import type { ReconciliationState } from "#domain/ledger/reconciliation.ts"
import { reconciliationStates } from "#domain/ledger/reconciliation.ts"
import type { SettlementLineKind } from "#domain/ledger/settlement-line.ts"
import { settlementLineKinds } from "#domain/ledger/settlement-line.ts"

/** A line of the acquirer's books beside the ledger, or a posting that its books lack (`in_books` false). */
export const reconciliationItem = pgTable(
  "reconciliation_item",
  {
    acquirer: text("acquirer").notNull(),
    lineId: text("line_id").notNull(),
    /** The UTC day of the settlement list. */
    day: date("day").notNull(),
    inBooks: boolean("in_books").notNull(),
    kind: text("kind").$type<SettlementLineKind>().notNull(),
    /** The line's reference: our payment id where it is one of ours. */
    reference: text("reference").notNull(),
    buyerId: text("buyer_id"),
    gross: penceColumn("gross").notNull(),
    fee: penceColumn("fee").notNull(),
    net: penceColumn("net").notNull(),
    payoutId: text("payout_id"),
    state: text("state").$type<ReconciliationState>().notNull(),
    /** The posting that it matches. */
    ledgerTransactionId: text("ledger_transaction_id").references(() => ledgerTransaction.id),
    checkedAt: instantColumn("checked_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "reconciliation_item_pk", columns: [table.acquirer, table.lineId] }),
    index("reconciliation_item_of_payout").on(table.acquirer, table.payoutId),
    index("reconciliation_item_open").on(table.day, table.lineId).where(sql`${table.state} <> 'matched'`),
    check("reconciliation_item_state_known", oneOf(table.state, reconciliationStates)),
    check("reconciliation_item_kind_known", oneOf(table.kind, settlementLineKinds)),
    check(
      "reconciliation_item_matched_has_posting",
      sql`${table.state} <> 'matched' or ${table.ledgerTransactionId} is not null`,
    ),
    check("reconciliation_item_net", sql`${table.net} = ${table.gross} - ${table.fee} and ${table.fee} >= 0`),
  ],
)

/** The days that are reconciled, and how far the acquirer's list of changes was read. */
export const reconciliationDay = pgTable(
  "reconciliation_day",
  {
    acquirer: text("acquirer").notNull(),
    day: date("day").notNull(),
    checkedAt: instantColumn("checked_at").notNull(),
  },
  (table) => [primaryKey({ name: "reconciliation_day_pk", columns: [table.acquirer, table.day] })],
)

/** Where reading an acquirer's list of changes goes on. */
export const acquirerCursor = pgTable("acquirer_cursor", {
  acquirer: text("acquirer").primaryKey(),
  /** Null: nothing has happened there that a place could be named by. */
  cursor: text("cursor"),
  /** All that had happened by then has been read. */
  readAt: instantColumn("read_at").notNull(),
})
