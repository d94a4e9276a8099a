import { sql } from "drizzle-orm"
import { check, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core"
import { service } from "#db/schema/buyers.ts"
import { instantColumn } from "#db/schema/columns.ts"
import type { Mode } from "#domain/services/service.ts"

/** The answer to a buyer's keyed request, written with the change it tells of. Kept for seven days. */
export const idempotencyKey = pgTable(
  "idempotency_key",
  {
    serviceId: text("service_id").notNull(),
    buyerId: text("buyer_id").notNull(),
    mode: text("mode").$type<Mode>().notNull(),
    key: text("key").notNull(),
    /** SHA-256 of method, path and canonical body, in hex. */
    fingerprint: text("fingerprint").notNull(),
    status: integer("status").notNull(),
    /** The answer's JSON; null where it has no body. Links that open a payment are left out. */
    body: text("body"),
    createdAt: instantColumn("created_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "idempotency_key_pk", columns: [table.serviceId, table.mode, table.key] }),
    foreignKey({
      name: "idempotency_key_service",
      columns: [table.serviceId, table.buyerId, table.mode],
      foreignColumns: [service.id, service.buyerId, service.mode],
    }),
    index("idempotency_key_age").on(table.createdAt),
    check("idempotency_key_shape", sql`${table.key} ~ '^[A-Za-z0-9-]{1,255}$'`),
    check("idempotency_key_fingerprint", sql`${table.fingerprint} ~ '^[0-9a-f]{64}$'`),
    check("idempotency_key_status", sql`${table.status} between 200 and 299`),
    check("idempotency_key_no_card_number", sql`not contains_pan(${table.body})`),
  ],
)
