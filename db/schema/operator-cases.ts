import { sql } from "drizzle-orm"
import { check, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core"
import { instantColumn, oneOf } from "#db/schema/columns.ts"
import { payment } from "#db/schema/payments.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import { operatorReasons } from "#domain/operator-cases/operator-case.ts"

/** What people must look at. A case is closed, never deleted, and only with a name and what the end rests upon. */
export const operatorCase = pgTable(
  "operator_case",
  {
    id: text("id").primaryKey(),
    reason: text("reason").$type<OperatorReason>().notNull(),
    subjectId: text("subject_id").notNull(),
    paymentId: text("payment_id").references(() => payment.id),
    openedAt: instantColumn("opened_at").notNull(),
    closedAt: instantColumn("closed_at"),
    closedBy: text("closed_by"),
    evidence: text("evidence"),
  },
  (table) => [
    uniqueIndex("operator_case_one_open")
      .on(table.reason, table.subjectId)
      .where(sql`${table.closedAt} is null`),
    index("operator_case_open").on(table.openedAt, table.id).where(sql`${table.closedAt} is null`),
    index("operator_case_by_payment").on(table.paymentId),
    check("operator_case_reason_known", oneOf(table.reason, operatorReasons)),
    check(
      "operator_case_closed_whole",
      sql`(${table.closedAt} is null) = (${table.closedBy} is null) and (${table.closedAt} is null) = (${table.evidence} is null)`,
    ),
    check(
      "operator_case_texts",
      sql`length(${table.closedBy}) between 1 and 100 and length(${table.evidence}) between 1 and 1000 and not contains_pan(${table.evidence})`,
    ),
  ],
)
