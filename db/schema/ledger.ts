import { sql } from "drizzle-orm"
import { check, index, integer, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core"
import { instantColumn, oneOf, penceColumn } from "#db/schema/columns.ts"
import { payment } from "#db/schema/payments.ts"
import type { LedgerAccount, PostingKind } from "#domain/ledger/posting.ts"
import { ledgerAccounts, postingKinds } from "#domain/ledger/posting.ts"
import type { Currency } from "#domain/money.ts"
import type { Mode } from "#domain/services/service.ts"

/** One posting. Append-only; unique by its cause, so that nothing is posted twice. */
export const ledgerTransaction = pgTable(
  "ledger_transaction",
  {
    id: text("id").primaryKey(),
    kind: text("kind").$type<PostingKind>().notNull(),
    sourceId: text("source_id").notNull(),
    /** Null for a payout, which is of many payments. */
    paymentId: text("payment_id").references(() => payment.id),
    buyerId: text("buyer_id").notNull(),
    serviceId: text("service_id"),
    mode: text("mode").$type<Mode>().notNull(),
    currency: text("currency").$type<Currency>().notNull(),
    postedAt: instantColumn("posted_at").notNull(),
  },
  (table) => [
    unique("ledger_transaction_posted_once").on(table.kind, table.sourceId),
    index("ledger_transaction_by_payment").on(table.paymentId),
    check("ledger_transaction_currency_known", sql`${table.currency} = 'GBP'`),
    check("ledger_transaction_kind_known", oneOf(table.kind, postingKinds)),
    check(
      "ledger_transaction_has_payment",
      sql`(${table.kind} = 'payout') = (${table.paymentId} is null) and (${table.paymentId} is null) = (${table.serviceId} is null)`,
    ),
  ],
)

/** A line of a posting: debit positive, credit negative. A deferred trigger holds each posting to two lines and sum zero. */
export const ledgerEntry = pgTable(
  "ledger_entry",
  {
    transactionId: text("transaction_id")
      .notNull()
      .references(() => ledgerTransaction.id),
    line: integer("line").notNull(),
    account: text("account").$type<LedgerAccount>().notNull(),
    amount: penceColumn("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "ledger_entry_pk", columns: [table.transactionId, table.line] }),
    check("ledger_entry_account_known", oneOf(table.account, ledgerAccounts)),
    check("ledger_entry_not_zero", sql`${table.amount} <> 0`),
  ],
)
