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
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core"
import { instantColumn, oneOf, penceColumn } from "#db/schema/columns.ts"
import type { AcquirerEndpoint, AcquirerName, SealedCredentials } from "#domain/acquirers/acquirer-account.ts"
import { acquirerEndpoints, acquirerNames } from "#domain/acquirers/acquirer-account.ts"
import type {
  AmountRule,
  Mode,
  PenaltyFacts,
  ReferenceRule,
  ServiceWords,
  Words,
} from "#domain/services/service.ts"
import { modes } from "#domain/services/service.ts"

/** Public bodies that take payments. */
export const buyer = pgTable("buyer", {
  id: text("id").primaryKey(),
  code: text("code").notNull().unique(),
  slug: text("slug").notNull().unique(),
  name: jsonb("name").$type<Words>().notNull(),
  contact: jsonb("contact").$type<{ phone: string; email: string }>().notNull(),
  siteUrl: text("site_url").notNull(),
  createdAt: instantColumn("created_at").notNull(),
})

/** Accounts with acquirers. The sandbox's is everybody's; any other belongs to one buyer, who alone may use it. */
export const acquirerAccount = pgTable(
  "acquirer_account",
  {
    id: text("id").primaryKey(),
    acquirer: text("acquirer").$type<AcquirerName>().notNull(),
    mode: text("mode").$type<Mode>().notNull(),
    buyerId: text("buyer_id").references(() => buyer.id),
    endpoint: text("endpoint").$type<AcquirerEndpoint>(),
    /** The acquirer's own id of the account: whose the credentials are. */
    externalId: text("external_id"),
    credentials: jsonb("credentials").$type<SealedCredentials>(),
    version: integer("version").notNull(),
    createdAt: instantColumn("created_at").notNull(),
    testedAt: instantColumn("tested_at"),
  },
  (table) => [
    unique("acquirer_account_mode").on(table.id, table.mode),
    unique("acquirer_account_once").on(table.acquirer, table.endpoint, table.mode, table.externalId),
    uniqueIndex("acquirer_account_one_unnamed")
      .on(table.buyerId, table.mode, table.acquirer)
      .where(sql`${table.externalId} is null`),
    check("acquirer_account_endpoint_known", oneOf(table.endpoint, acquirerEndpoints)),
    check(
      "acquirer_account_named",
      sql`(${table.endpoint} is null) = (${table.externalId} is null) and (${table.acquirer} <> 'sandbox' or ${table.endpoint} is null)`,
    ),
    check(
      "acquirer_account_live_is_real",
      sql`${table.mode} <> 'live' or ${table.endpoint} is distinct from 'sandbox'`,
    ),
    check("acquirer_account_external_id_shape", sql`length(${table.externalId}) between 1 and 100`),
    check("acquirer_account_acquirer_known", oneOf(table.acquirer, acquirerNames)),
    check("acquirer_account_mode_known", oneOf(table.mode, modes)),
    check(
      "acquirer_account_sandbox",
      sql`(${table.acquirer} = 'sandbox') = (${table.id} = 'sandbox') and (${table.acquirer} <> 'sandbox' or ${table.mode} = 'test')`,
    ),
    check(
      "acquirer_account_id_shape",
      sql`${table.id} = 'sandbox' or ${table.id} ~ ('^' || ${table.acquirer} || '_[0-9a-v]{1,40}$')`,
    ),
    check("acquirer_account_owned", sql`(${table.acquirer} = 'sandbox') = (${table.buyerId} is null)`),
    check(
      "acquirer_account_has_credentials",
      sql`(${table.acquirer} = 'sandbox') = (${table.credentials} is null)`,
    ),
  ],
)

/** What a payee pays for; the rules are configuration, never code. */
export const service = pgTable(
  "service",
  {
    id: text("id").primaryKey(),
    buyerId: text("buyer_id")
      .notNull()
      .references(() => buyer.id),
    mode: text("mode").$type<Mode>().notNull(),
    code: text("code").notNull(),
    slug: text("slug").notNull(),
    name: jsonb("name").$type<Words>().notNull(),
    words: jsonb("words").$type<ServiceWords>().notNull(),
    reference: jsonb("reference").$type<ReferenceRule>().notNull(),
    amount: jsonb("amount").$type<AmountRule>().notNull(),
    fund: jsonb("fund").$type<{ ledgerCode: string; vatCode: string }>().notNull(),
    returnUrl: jsonb("return_url").$type<Words>().notNull(),
    enabled: boolean("enabled").notNull(),
    acquirer: text("acquirer"),
    createdAt: instantColumn("created_at").notNull(),
  },
  (table) => [
    foreignKey({
      name: "service_acquirer",
      columns: [table.acquirer, table.mode],
      foreignColumns: [acquirerAccount.id, acquirerAccount.mode],
    }),
    unique("service_slug").on(table.buyerId, table.mode, table.slug),
    unique("service_owner").on(table.id, table.buyerId, table.mode),
    check("service_mode_known", oneOf(table.mode, modes)),
  ],
)

/** A service's account list: what is owed under each reference. */
export const serviceAccount = pgTable(
  "service_account",
  {
    serviceId: text("service_id")
      .notNull()
      .references(() => service.id),
    reference: text("reference").notNull(),
    status: text("status").$type<"open" | "paid" | "stopped">().notNull(),
    balance: penceColumn("balance"),
    instalment: penceColumn("instalment"),
    penalty: jsonb("penalty").$type<PenaltyFacts>(),
  },
  (table) => [
    primaryKey({ columns: [table.serviceId, table.reference] }),
    check("service_account_status_known", oneOf(table.status, ["open", "paid", "stopped"])),
    check("service_account_amounts", sql`${table.balance} >= 0 and ${table.instalment} >= 0`),
  ],
)

/** Keys of buyers' servers. Only the hash of a key is kept. */
export const apiKey = pgTable(
  "api_key",
  {
    id: text("id").primaryKey(),
    serviceId: text("service_id").notNull(),
    buyerId: text("buyer_id").notNull(),
    mode: text("mode").$type<Mode>().notNull(),
    /** What it may read: its own service, or every service of its buyer. It always writes to its own. */
    reach: text("reach").$type<"service" | "buyer">().notNull(),
    digest: text("digest").notNull().unique(),
    lastFour: text("last_four").notNull(),
    name: text("name").notNull(),
    scopes: jsonb("scopes").$type<readonly string[]>().notNull(),
    createdAt: instantColumn("created_at").notNull(),
    expiresAt: instantColumn("expires_at").notNull(),
    revokedAt: instantColumn("revoked_at"),
  },
  (table) => [
    foreignKey({
      name: "api_key_service",
      columns: [table.serviceId, table.buyerId, table.mode],
      foreignColumns: [service.id, service.buyerId, service.mode],
    }),
    check("api_key_digest_shape", sql`${table.digest} ~ '^[0-9a-f]{64}$'`),
    check("api_key_name_length", sql`length(${table.name}) between 1 and 50`),
    check("api_key_reach_known", oneOf(table.reach, ["service", "buyer"])),
  ],
)

/** A reference that a payee is about to pay, before there is an amount. */
export const basket = pgTable(
  "basket",
  {
    id: text("id").primaryKey(),
    serviceId: text("service_id")
      .notNull()
      .references(() => service.id),
    reference: text("reference").notNull(),
    createdAt: instantColumn("created_at").notNull(),
    expiresAt: instantColumn("expires_at").notNull(),
  },
  (table) => [
    index("basket_expiry").on(table.expiresAt),
    check("basket_reference", sql`length(${table.reference}) between 1 and 64`),
  ],
)
