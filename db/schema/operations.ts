import { sql } from "drizzle-orm"
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core"
import { instantColumn, oneOf } from "#db/schema/columns.ts"
import { payment } from "#db/schema/payments.ts"
import { dispute, refund } from "#db/schema/refunds.ts"
import { disputeAnswerKinds } from "#domain/disputes/dispute-answer.ts"
import type { OperationKind, OperationRequest, OperationState } from "#domain/payments/operation.ts"
import {
  forwardKinds,
  openOperationStates,
  operationKinds,
  operationStates,
} from "#domain/payments/operation.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import { refusalReasons } from "#domain/payments/refusal-reason.ts"

/** One row an effect at the acquirer, written before the call is made. */
export const operation = pgTable(
  "operation",
  {
    id: text("id").primaryKey(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payment.id),
    kind: text("kind").$type<OperationKind>().notNull(),
    state: text("state").$type<OperationState>().notNull(),
    idempotencyKey: text("idempotency_key").notNull().unique(),
    acquirerPaymentId: text("acquirer_payment_id"),
    refundId: text("refund_id"),
    disputeId: text("dispute_id"),
    request: jsonb("request").$type<OperationRequest>().notNull(),
    evidence: jsonb("evidence").$type<Readonly<Record<string, string | number>>>(),
    refusal: text("refusal").$type<RefusalReason>(),
    syncs: integer("syncs").notNull(),
    nextSyncAt: instantColumn("next_sync_at"),
    leaseToken: text("lease_token"),
    leaseUntil: instantColumn("lease_until"),
    createdAt: instantColumn("created_at").notNull(),
    sentAt: instantColumn("sent_at"),
    returnedAt: instantColumn("returned_at"),
    finishedAt: instantColumn("finished_at"),
  },
  (table) => [
    uniqueIndex("operation_one_open_per_payment")
      .on(table.paymentId)
      .where(sql`${oneOf(table.state, openOperationStates)} and ${oneOf(table.kind, forwardKinds)}`),
    uniqueIndex("operation_one_open_void_per_object")
      .on(table.acquirerPaymentId)
      .where(sql`${oneOf(table.state, openOperationStates)} and ${table.kind} = 'void'`),
    uniqueIndex("operation_one_per_refund").on(table.refundId).where(sql`${table.refundId} is not null`),
    foreignKey({
      name: "operation_refund",
      columns: [table.refundId, table.paymentId],
      foreignColumns: [refund.id, refund.paymentId],
    }),
    check("operation_refund_has_id", sql`(${table.kind} = 'refund') = (${table.refundId} is not null)`),
    index("operation_by_dispute").on(table.disputeId, table.createdAt, table.id),
    uniqueIndex("operation_one_open_answer_per_dispute")
      .on(table.disputeId)
      .where(sql`${oneOf(table.state, openOperationStates)} and ${table.kind} = 'answer'`),
    foreignKey({
      name: "operation_dispute",
      columns: [table.disputeId, table.paymentId],
      foreignColumns: [dispute.id, dispute.paymentId],
    }),
    check("operation_dispute_has_id", sql`(${table.kind} = 'answer') = (${table.disputeId} is not null)`),
    check(
      "operation_answer_whole",
      sql`${table.kind} <> 'answer' or (${table.state} not in ('prepared', 'awaiting_payee') and coalesce(${oneOf(sql`${table.request} ->> 'answer'`, disputeAnswerKinds)}, false) and ${table.request} ->> 'keyId' is not null)`,
    ),
    check(
      "operation_evidence_is_forgotten",
      sql`${table.request} -> 'evidence' is null or (coalesce(${table.request} ->> 'answer', '') = 'evidence' and ${oneOf(table.state, openOperationStates)})`,
    ),
    uniqueIndex("operation_one_success_per_payment")
      .on(table.paymentId, table.kind)
      .where(sql`${table.state} = 'succeeded' and ${table.kind} in ('authorise', 'capture')`),
    uniqueIndex("operation_one_void_per_object")
      .on(table.acquirerPaymentId)
      .where(sql`${table.state} = 'succeeded' and ${table.kind} = 'void'`),
    index("operation_due_to_sync")
      .on(table.nextSyncAt, table.id)
      .where(oneOf(table.state, openOperationStates)),
    index("operation_by_payment").on(table.paymentId, table.createdAt),
    check("operation_kind_known", oneOf(table.kind, operationKinds)),
    check("operation_state_known", oneOf(table.state, operationStates)),
    check("operation_prepared_is_unsent", sql`${table.state} <> 'prepared' or ${table.sentAt} is null`),
    check(
      "operation_sent_has_time",
      sql`${table.state} not in ('sent', 'unknown', 'awaiting_payee') or ${table.sentAt} is not null`,
    ),
    check(
      "operation_open_is_synced",
      sql`not (${oneOf(table.state, openOperationStates)}) or ${table.nextSyncAt} is not null`,
    ),
    check("operation_refusal_known", oneOf(table.refusal, refusalReasons)),
    check(
      "operation_no_card_number",
      sql`not contains_pan(${table.request}::text) and not contains_pan(${table.evidence}::text)`,
    ),
  ],
)

/** The acquirer's own objects: one an attempt, at most one open per payment. */
export const acquirerObject = pgTable(
  "acquirer_object",
  {
    acquirer: text("acquirer").notNull(),
    externalId: text("external_id").notNull(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payment.id),
    state: text("state").$type<"open" | "closed">().notNull(),
    /** Where and with which secret the browser enters the card; emptied when closed. */
    action: text("action"),
    entrySecret: text("entry_secret"),
    createdAt: instantColumn("created_at").notNull(),
    /** 1, 2, 3 … per payment, given under its lock: servers' clocks may differ, this order does not. */
    sequence: integer("sequence").notNull(),
  },
  (table) => [
    unique("acquirer_object_sequence").on(table.paymentId, table.sequence),
    primaryKey({ name: "acquirer_object_pk", columns: [table.acquirer, table.externalId] }),
    uniqueIndex("acquirer_object_one_open").on(table.paymentId).where(sql`${table.state} = 'open'`),
    check("acquirer_object_state_known", oneOf(table.state, ["open", "closed"])),
    check("acquirer_object_secret_ends", sql`${table.state} = 'open' or ${table.entrySecret} is null`),
  ],
)

/** Notifications as received: stored first, answered at once, processed by asking the acquirer. */
export const acquirerNotification = pgTable(
  "acquirer_notification",
  {
    acquirer: text("acquirer").notNull(),
    eventId: text("event_id").notNull(),
    type: text("type").notNull(),
    externalId: text("external_id"),
    state: text("state").$type<"received" | "processed" | "set_aside">().notNull(),
    tries: integer("tries").notNull(),
    nextAt: instantColumn("next_at").notNull(),
    leaseToken: text("lease_token"),
    receivedAt: instantColumn("received_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "acquirer_notification_pk", columns: [table.acquirer, table.eventId] }),
    index("acquirer_notification_due")
      .on(table.nextAt, table.eventId)
      .where(sql`${table.state} = 'received'`),
    check("acquirer_notification_state_known", oneOf(table.state, ["received", "processed", "set_aside"])),
  ],
)
