import { sql } from "drizzle-orm"
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core"
import { acquirerAccount, basket, service } from "#db/schema/buyers.ts"
import { instantColumn, oneOf, penceColumn } from "#db/schema/columns.ts"
import { languages } from "#domain/instant.ts"
import type { Currency } from "#domain/money.ts"
import { historyEvents } from "#domain/payments/change.ts"
import type { Card, Metadata, Payment, PrefilledCardholder } from "#domain/payments/payment.ts"
import { maxAttempts } from "#domain/payments/payment.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import { refusalReasons } from "#domain/payments/refusal-reason.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { closedStates, finishedStates, paymentStates } from "#domain/payments/state.ts"
import type { Mode } from "#domain/services/service.ts"

/** Every legal pair of states, filled by migration from the domain's table; self-pairs included. */
export const paymentTransition = pgTable(
  "payment_transition",
  { from: text("from_state").notNull(), to: text("to_state").notNull() },
  (table) => [primaryKey({ name: "payment_transition_pk", columns: [table.from, table.to] })],
)

/** One row a payment. `prev_state` is set by a trigger from the old row, so an illegal move has no pair to point at. */
export const payment = pgTable(
  "payment",
  {
    id: text("id").primaryKey(),
    buyerId: text("buyer_id").notNull(),
    serviceId: text("service_id").notNull(),
    mode: text("mode").$type<Mode>().notNull(),
    acquirer: text("acquirer").notNull(),
    prevState: text("prev_state").$type<PaymentState>().notNull().default("created"),
    state: text("state").$type<PaymentState>().notNull(),
    version: integer("version").notNull(),
    notices: integer("notices").notNull(),
    amount: penceColumn("amount").notNull(),
    authorised: penceColumn("authorised").notNull(),
    captured: penceColumn("captured").notNull(),
    refundReserved: penceColumn("refund_reserved").notNull(),
    refunded: penceColumn("refunded").notNull(),
    currency: text("currency").$type<Currency>().notNull(),
    reference: text("reference").notNull(),
    description: text("description").notNull(),
    language: text("language").$type<Payment["language"]>().notNull(),
    origin: text("origin").$type<Payment["origin"]>().notNull(),
    returnUrl: text("return_url").notNull(),
    email: text("email"),
    metadata: jsonb("metadata").$type<Metadata>(),
    prefilledCardholder: jsonb("prefilled_cardholder").$type<PrefilledCardholder>(),
    delayedCapture: boolean("delayed_capture").notNull(),
    moto: boolean("moto").notNull(),
    attempts: integer("attempts").notNull(),
    lastRefusal: text("last_refusal").$type<RefusalReason>(),
    challenged: boolean("challenged").notNull(),
    card: jsonb("card").$type<Card>(),
    basketId: text("basket_id").references(() => basket.id),
    createdAt: instantColumn("created_at").notNull(),
    expiresAt: instantColumn("expires_at").notNull(),
    capturedAt: instantColumn("captured_at"),
  },
  (table) => [
    foreignKey({
      name: "payment_service",
      columns: [table.serviceId, table.buyerId, table.mode],
      foreignColumns: [service.id, service.buyerId, service.mode],
    }),
    foreignKey({
      name: "payment_acquirer",
      columns: [table.acquirer, table.mode],
      foreignColumns: [acquirerAccount.id, acquirerAccount.mode],
    }),
    foreignKey({
      name: "payment_legal_move",
      columns: [table.prevState, table.state],
      foreignColumns: [paymentTransition.from, paymentTransition.to],
    }),
    uniqueIndex("payment_one_unfinished_per_basket")
      .on(table.basketId)
      .where(sql`${table.basketId} is not null and not (${oneOf(table.state, closedStates)})`),
    index("payment_due_to_expire")
      .on(table.expiresAt, table.id)
      .where(sql`not (${oneOf(table.state, finishedStates)})`),
    index("payment_by_service").on(table.serviceId, table.mode, table.createdAt, table.id),
    index("payment_by_reference").on(table.serviceId, table.mode, table.reference, table.createdAt, table.id),
    check("payment_id_shape", sql`${table.id} ~ '^[0-9a-v]{26}$'`),
    check("payment_state_known", oneOf(table.state, paymentStates)),
    check("payment_amount_range", sql`${table.amount} between 1 and 10000000`),
    check(
      "payment_amounts_ordered",
      sql`0 <= ${table.refunded} and ${table.refunded} <= ${table.refundReserved} and ${table.refundReserved} <= ${table.captured} and ${table.captured} <= ${table.authorised} and ${table.authorised} <= ${table.amount}`,
    ),
    check(
      "payment_closed_keeps_no_money",
      sql`not (${oneOf(table.state, closedStates)}) or ${table.captured} = ${table.refundReserved}`,
    ),
    check(
      "payment_captured_has_money",
      sql`${table.state} <> 'captured' or (${table.captured} > 0 and ${table.capturedAt} is not null)`,
    ),
    check("payment_sandbox_is_test", sql`${table.acquirer} <> 'sandbox' or ${table.mode} = 'test'`),
    check("payment_currency_known", sql`${table.currency} = 'GBP'`),
    check("payment_language_known", oneOf(table.language, languages)),
    check("payment_origin_known", oneOf(table.origin, ["api", "page"])),
    check("payment_attempts_range", sql`${table.attempts} between 0 and ${sql.raw(String(maxAttempts))}`),
    check("payment_refusal_known", oneOf(table.lastRefusal, refusalReasons)),
    check(
      "payment_text_lengths",
      sql`length(${table.reference}) between 1 and 255 and length(${table.description}) between 1 and 255 and length(${table.email}) <= 254 and length(${table.returnUrl}) <= 2000`,
    ),
    check(
      "payment_no_card_number",
      sql`not contains_pan(${table.description}) and not contains_pan(${table.email}) and not contains_pan(${table.metadata}::text) and not contains_pan(${table.prefilledCardholder}::text)`,
    ),
  ],
)

/** The history of a payment: append-only, one row a version. */
export const paymentEvent = pgTable(
  "payment_event",
  {
    paymentId: text("payment_id")
      .notNull()
      .references(() => payment.id),
    version: integer("version").notNull(),
    buyerId: text("buyer_id").notNull(),
    serviceId: text("service_id").notNull(),
    mode: text("mode").$type<Mode>().notNull(),
    event: text("event").notNull(),
    from: text("from_state").$type<PaymentState>().notNull(),
    to: text("to_state").$type<PaymentState>().notNull(),
    /** Which door it came through. */
    door: text("door").notNull(),
    operatorCase: boolean("operator_case").notNull(),
    at: instantColumn("at").notNull(),
  },
  (table) => [
    primaryKey({ name: "payment_event_pk", columns: [table.paymentId, table.version] }),
    foreignKey({
      name: "payment_event_legal_move",
      columns: [table.from, table.to],
      foreignColumns: [paymentTransition.from, paymentTransition.to],
    }),
    check("payment_event_known", oneOf(table.event, historyEvents)),
    check("payment_event_door_known", oneOf(table.door, ["buyer", "payee", "acquirer", "job", "operator"])),
  ],
)
