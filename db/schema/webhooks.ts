import { sql } from "drizzle-orm"
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core"
import { buyer, service } from "#db/schema/buyers.ts"
import { instantColumn, oneOf } from "#db/schema/columns.ts"
import type { Mode } from "#domain/services/service.ts"
import { modes } from "#domain/services/service.ts"
import type { DeliveryState, DisabledReason } from "#domain/webhooks/delivery.ts"
import { deliveryStates, disabledReasons } from "#domain/webhooks/delivery.ts"
import { maxWebhookBodyBytes } from "#domain/webhooks/event.ts"
import type { WebhookEventType } from "#domain/webhooks/event-type.ts"
import { webhookEventTypes } from "#domain/webhooks/event-type.ts"
import type { WebhookFailure } from "#domain/webhooks/failure.ts"
import { webhookFailures } from "#domain/webhooks/failure.ts"
import { maxDeliveryAttempts } from "#domain/webhooks/retry.ts"

const textArray = (values: readonly string[]) =>
  sql.raw(`array[${values.map((value) => `'${value}'`).join(", ")}]::text[]`)

/** What happened, as it is told: written with the change itself, append-only, its body frozen. */
export const outboxEvent = pgTable(
  "outbox_event",
  {
    id: text("id").primaryKey(),
    type: text("type").$type<WebhookEventType>().notNull(),
    buyerId: text("buyer_id").notNull(),
    serviceId: text("service_id").notNull(),
    mode: text("mode").$type<Mode>().notNull(),
    /** The payment that the event tells of. */
    subjectId: text("subject_id").notNull(),
    /** 1, 2, 3 … per subject; a trigger holds it to that. */
    sequence: integer("sequence").notNull(),
    body: text("body").notNull(),
    createdAt: instantColumn("created_at").notNull(),
  },
  (table) => [
    unique("outbox_event_sequence").on(table.subjectId, table.sequence),
    foreignKey({
      name: "outbox_event_service",
      columns: [table.serviceId, table.buyerId, table.mode],
      foreignColumns: [service.id, service.buyerId, service.mode],
    }),
    check("outbox_event_id_shape", sql`${table.id} ~ '^evt_[0-9a-v]{26}$'`),
    check("outbox_event_type_known", oneOf(table.type, webhookEventTypes)),
    check("outbox_event_body_size", sql`octet_length(${table.body}) <= ${sql.raw(`${maxWebhookBodyBytes}`)}`),
  ],
)

/** An address of a buyer that is told. `event_types` null: every type. `secrets` are sealed; the newest is first. */
export const webhookEndpoint = pgTable(
  "webhook_endpoint",
  {
    id: text("id").primaryKey(),
    buyerId: text("buyer_id")
      .notNull()
      .references(() => buyer.id),
    mode: text("mode").$type<Mode>().notNull(),
    url: text("url").notNull(),
    secrets: text("secrets").array().notNull(),
    eventTypes: text("event_types").array().$type<readonly WebhookEventType[]>(),
    enabled: boolean("enabled").notNull(),
    disabledReason: text("disabled_reason").$type<DisabledReason>(),
    consecutiveFailures: integer("consecutive_failures").notNull(),
    /** When the present run of failures began; null while healthy. */
    failingSince: instantColumn("failing_since"),
    createdAt: instantColumn("created_at").notNull(),
  },
  (table) => [
    index("webhook_endpoint_of_buyer").on(table.buyerId, table.mode),
    check("webhook_endpoint_mode_known", oneOf(table.mode, modes)),
    check("webhook_endpoint_url", sql`length(${table.url}) <= 2048 and ${table.url} ~ '^https?://'`),
    check("webhook_endpoint_live_is_tls", sql`${table.mode} = 'test' or ${table.url} ~ '^https://'`),
    check("webhook_endpoint_secrets", sql`cardinality(${table.secrets}) between 1 and 2`),
    check(
      "webhook_endpoint_event_types_known",
      sql`${table.eventTypes} <@ ${textArray(webhookEventTypes)} and cardinality(${table.eventTypes}) > 0`,
    ),
    check("webhook_endpoint_disabled_has_reason", sql`${table.enabled} = (${table.disabledReason} is null)`),
    check("webhook_endpoint_disabled_reason_known", oneOf(table.disabledReason, disabledReasons)),
    check(
      "webhook_endpoint_failures",
      sql`${table.consecutiveFailures} >= 0 and (${table.consecutiveFailures} = 0) = (${table.failingSince} is null)`,
    ),
  ],
)

/** One event on its way to one endpoint. Claimed with a lease: whoever lost it writes nothing. */
export const webhookDelivery = pgTable(
  "webhook_delivery",
  {
    id: text("id").primaryKey(),
    eventId: text("event_id")
      .notNull()
      .references(() => outboxEvent.id),
    endpointId: text("endpoint_id")
      .notNull()
      .references(() => webhookEndpoint.id),
    /** The event type as this endpoint's format names it. */
    wireType: text("wire_type").notNull(),
    state: text("state").$type<DeliveryState>().notNull(),
    /** Attempts recorded so far. */
    attempts: integer("attempts").notNull(),
    nextAt: instantColumn("next_at"),
    leaseToken: text("lease_token"),
    leaseUntil: instantColumn("lease_until"),
  },
  (table) => [
    unique("webhook_delivery_once").on(table.eventId, table.endpointId, table.wireType),
    index("webhook_delivery_due")
      .on(table.endpointId, table.nextAt, table.id)
      .where(sql`${table.state} = 'pending'`),
    index("webhook_delivery_sending").on(table.endpointId).where(sql`${table.state} = 'sending'`),
    check("webhook_delivery_state_known", oneOf(table.state, deliveryStates)),
    check(
      "webhook_delivery_attempts",
      sql`${table.attempts} between 0 and ${sql.raw(`${maxDeliveryAttempts}`)}`,
    ),
    check(
      "webhook_delivery_pending_has_time",
      sql`(${table.state} = 'pending') = (${table.nextAt} is not null)`,
    ),
    check(
      "webhook_delivery_sending_has_lease",
      sql`(${table.state} = 'sending') = (${table.leaseToken} is not null)`,
    ),
    check("webhook_delivery_lease_ends", sql`(${table.leaseToken} is null) = (${table.leaseUntil} is null)`),
  ],
)

/** One attempt and what came back. Append-only. */
export const webhookDeliveryAttempt = pgTable(
  "webhook_delivery_attempt",
  {
    deliveryId: text("delivery_id")
      .notNull()
      .references(() => webhookDelivery.id),
    n: integer("n").notNull(),
    startedAt: instantColumn("started_at").notNull(),
    durationMilliseconds: integer("duration_ms").notNull(),
    /** The HTTP status, or null with the failure. */
    status: integer("status"),
    failure: text("failure").$type<WebhookFailure>(),
    /** The IP address that was reached; null where none was. */
    address: text("address"),
  },
  (table) => [
    primaryKey({ name: "webhook_delivery_attempt_pk", columns: [table.deliveryId, table.n] }),
    check("webhook_delivery_attempt_n", sql`${table.n} between 1 and ${sql.raw(`${maxDeliveryAttempts}`)}`),
    check(
      "webhook_delivery_attempt_one_result",
      sql`(${table.status} is null) <> (${table.failure} is null)`,
    ),
    check("webhook_delivery_attempt_status", sql`${table.status} between 100 and 999`),
    check("webhook_delivery_attempt_failure_known", oneOf(table.failure, webhookFailures)),
    check("webhook_delivery_attempt_duration", sql`${table.durationMilliseconds} >= 0`),
  ],
)
