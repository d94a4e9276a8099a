import { sql } from "drizzle-orm"
import { check, foreignKey, index, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core"
import { instantColumn, oneOf, penceColumn } from "#db/schema/columns.ts"
import { payment } from "#db/schema/payments.ts"
import type { DisputeState } from "#domain/disputes/dispute.ts"
import { disputeStates } from "#domain/disputes/dispute.ts"
import type { RefundKind, RefundState } from "#domain/refunds/refund.ts"
import { refundKinds, refundStates } from "#domain/refunds/refund.ts"
import type { Mode } from "#domain/services/service.ts"

/** Every legal pair of states of a refund, filled by migration from the domain's list; self-pairs included. */
export const refundTransition = pgTable(
  "refund_transition",
  { from: text("from_state").notNull(), to: text("to_state").notNull() },
  (table) => [primaryKey({ name: "refund_transition_pk", columns: [table.from, table.to] })],
)

/** The same for disputes. */
export const disputeTransition = pgTable(
  "dispute_transition",
  { from: text("from_state").notNull(), to: text("to_state").notNull() },
  (table) => [primaryKey({ name: "dispute_transition_pk", columns: [table.from, table.to] })],
)

/** Money on its way back. Refunds of a payment add up to its `refund_reserved` and `refunded`: a deferred trigger holds it. */
export const refund = pgTable(
  "refund",
  {
    id: text("id").primaryKey(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payment.id),
    buyerId: text("buyer_id").notNull(),
    serviceId: text("service_id").notNull(),
    mode: text("mode").$type<Mode>().notNull(),
    kind: text("kind").$type<RefundKind>().notNull(),
    acquirer: text("acquirer").notNull(),
    acquirerPaymentId: text("acquirer_payment_id").notNull(),
    acquirerRefundId: text("acquirer_refund_id"),
    amount: penceColumn("amount").notNull(),
    prevState: text("prev_state").$type<RefundState>().notNull().default("submitted"),
    state: text("state").$type<RefundState>().notNull(),
    createdAt: instantColumn("created_at").notNull(),
    updatedAt: instantColumn("updated_at").notNull(),
  },
  (table) => [
    foreignKey({
      name: "refund_legal_move",
      columns: [table.prevState, table.state],
      foreignColumns: [refundTransition.from, refundTransition.to],
    }),
    unique("refund_of_payment").on(table.id, table.paymentId),
    index("refund_by_payment").on(table.paymentId, table.createdAt, table.id),
    uniqueIndex("refund_one_reversal_per_object")
      .on(table.acquirer, table.acquirerPaymentId)
      .where(sql`${table.kind} = 'reversal'`),
    uniqueIndex("refund_acquirer_id")
      .on(table.acquirer, table.acquirerRefundId)
      .where(sql`${table.acquirerRefundId} is not null`),
    check("refund_id_shape", sql`${table.id} ~ '^[0-9a-v]{26}$'`),
    check("refund_kind_known", oneOf(table.kind, refundKinds)),
    check("refund_state_known", oneOf(table.state, refundStates)),
    check("refund_amount_range", sql`${table.amount} between 1 and 10000000`),
  ],
)

/** A bank's claim upon a payment. */
export const dispute = pgTable(
  "dispute",
  {
    id: text("id").primaryKey(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payment.id),
    buyerId: text("buyer_id").notNull(),
    serviceId: text("service_id").notNull(),
    mode: text("mode").$type<Mode>().notNull(),
    acquirer: text("acquirer").notNull(),
    acquirerDisputeId: text("acquirer_dispute_id").notNull(),
    /** The money taken; zero while the bank only asks. */
    amount: penceColumn("amount").notNull(),
    reason: text("reason").notNull(),
    prevState: text("prev_state").$type<DisputeState>().notNull().default("needs_response"),
    state: text("state").$type<DisputeState>().notNull(),
    evidenceDueAt: instantColumn("evidence_due_at"),
    openedAt: instantColumn("opened_at").notNull(),
    updatedAt: instantColumn("updated_at").notNull(),
  },
  (table) => [
    foreignKey({
      name: "dispute_legal_move",
      columns: [table.prevState, table.state],
      foreignColumns: [disputeTransition.from, disputeTransition.to],
    }),
    unique("dispute_of_payment").on(table.id, table.paymentId),
    index("dispute_by_payment").on(table.paymentId, table.openedAt, table.id),
    uniqueIndex("dispute_acquirer_id").on(table.acquirer, table.acquirerDisputeId),
    check("dispute_id_shape", sql`${table.id} ~ '^[0-9a-v]{26}$'`),
    check("dispute_state_known", oneOf(table.state, disputeStates)),
    check("dispute_amount_range", sql`${table.amount} between 0 and 10000000`),
    check(
      "dispute_reason",
      sql`length(${table.reason}) between 1 and 100 and not contains_pan(${table.reason})`,
    ),
  ],
)
