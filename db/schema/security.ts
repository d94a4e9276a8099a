import { sql } from "drizzle-orm"
import { check, date, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core"
import { instantColumn } from "#db/schema/columns.ts"

/** What browsers stopped on our pages: one row for each kind and day, however often it is told. */
export const policyViolation = pgTable(
  "policy_violation",
  {
    /** UTC day. */
    day: date("day", { mode: "string" }).notNull(),
    directive: text("directive").notNull(),
    blocked: text("blocked").notNull(),
    page: text("page").notNull(),
    count: integer("count").notNull(),
    firstAt: instantColumn("first_at").notNull(),
    lastAt: instantColumn("last_at").notNull(),
  },
  (table) => [
    primaryKey({
      name: "policy_violation_pk",
      columns: [table.day, table.directive, table.blocked, table.page],
    }),
    check("policy_violation_count", sql`${table.count} > 0`),
    check(
      "policy_violation_lengths",
      sql`length(${table.directive}) between 1 and 50 and length(${table.blocked}) between 1 and 200 and length(${table.page}) between 1 and 100`,
    ),
    check("policy_violation_no_card_number", sql`not contains_pan(${table.blocked})`),
  ],
)
