import { asc, eq } from "drizzle-orm"
import postgres from "postgres"
import type { Database, Transaction } from "#db/connect.ts"
import { openConnection } from "#db/connect.ts"
import type { NewWebhookEndpoint, OutboxEvent } from "#db/records/webhooks.ts"
import { insertOutboxEvent, insertWebhookEndpoint } from "#db/records/webhooks.ts"
import { buyer, service } from "#db/schema/buyers.ts"
import { webhookDelivery, webhookDeliveryAttempt, webhookEndpoint } from "#db/schema/webhooks.ts"
import type { Instant } from "#domain/instant.ts"
import { instant } from "#domain/instant.ts"
import { modes } from "#domain/services/service.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

/** When every test of deliveries begins. */
export const start = instant(Date.parse("2026-11-22T09:30:00Z"))

export interface WebhookDatabase {
  /** As the processes have it: the application's own role. */
  readonly database: Database
  /** Runs a statement as the owner, whom only the guards of the tables hold back. */
  asOwner(statement: string): Promise<void>
  /** Removes what the last test told. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** A migrated database of one test file's own with two buyers, `avc` and `other`, each with a service in both modes. */
export async function openWebhookDatabase(): Promise<WebhookDatabase> {
  const test = await createTestDatabase()
  const connection = openConnection(test.url, "tests")
  const { database } = connection
  const words = { en: "Words", cy: "Geiriau" }
  for (const id of ["avc", "other"]) {
    await database.insert(buyer).values({
      id,
      code: id,
      slug: id,
      name: words,
      contact: { phone: "01632 960000", email: "pay@council.example" },
      siteUrl: "https://council.example",
      createdAt: start,
    })
    for (const mode of modes) {
      await database.insert(service).values({
        id: `${id}-${mode}`,
        buyerId: id,
        mode,
        code: "CT",
        slug: "council-tax",
        name: words,
        words: {} as never,
        reference: {} as never,
        amount: { kind: "given" },
        fund: { ledgerCode: "1", vatCode: "2" },
        returnUrl: { en: "https://council.example/return", cy: "https://council.example/cy/return" },
        enabled: true,
        createdAt: start,
      })
    }
  }
  const owner = postgres(test.url, { max: 1, onnotice: () => {} })
  const asOwner = async (statement: string) => {
    await owner.unsafe(statement)
  }
  return {
    database,
    asOwner,
    clear: () =>
      asOwner(`set session_replication_role = replica;
        truncate webhook_delivery_attempt, webhook_delivery, webhook_endpoint, outbox_event;
        reset session_replication_role`),
    close: async () => {
      await Promise.all([connection.close(), owner.end()])
      await test.drop()
    },
  }
}

/** Adds an endpoint of `avc` in test mode, changed by `differences`. */
export async function addEndpoint(
  database: Database,
  id: string,
  differences: Partial<NewWebhookEndpoint> = {},
): Promise<string> {
  await database.transaction((transaction) =>
    insertWebhookEndpoint(transaction, {
      id,
      buyerId: "avc",
      mode: "test",
      url: "https://receiver.example/hook",
      secrets: ["sealed"],
      eventTypes: null,
      createdAt: start,
      ...differences,
    }),
  )
  return id
}

let told = 0

/** A fresh event of `avc` in test mode, the first of its own payment. */
export function newEvent(differences: Partial<OutboxEvent> = {}): OutboxEvent {
  told += 1
  const buyerId = differences.buyerId ?? "avc"
  const mode = differences.mode ?? "test"
  return {
    id: `evt_${told.toString().padStart(26, "0")}`,
    type: "payment.captured",
    buyerId,
    serviceId: `${buyerId}-${mode}`,
    mode,
    subjectId: `payment-${told}`,
    sequence: 1,
    body: `{"number":${told}}`,
    createdAt: start,
    ...differences,
  }
}

/** Writes a fresh event with its deliveries; answers its id. */
export async function tell(database: Database, differences: Partial<OutboxEvent> = {}): Promise<string> {
  const event = newEvent(differences)
  await database.transaction((transaction) => insertOutboxEvent(transaction, event))
  return event.id
}

export function deliveriesTo(database: Database | Transaction, endpointId: string) {
  return database
    .select()
    .from(webhookDelivery)
    .where(eq(webhookDelivery.endpointId, endpointId))
    .orderBy(asc(webhookDelivery.eventId))
}

export function attemptsOf(database: Database, deliveryId: string) {
  return database
    .select()
    .from(webhookDeliveryAttempt)
    .where(eq(webhookDeliveryAttempt.deliveryId, deliveryId))
    .orderBy(asc(webhookDeliveryAttempt.n))
}

export async function endpointRow(database: Database, id: string) {
  const [row] = await database.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id))
  if (row === undefined) throw new Error(`no endpoint ${id}`)
  return row
}

/** The instant `seconds` after `start`. */
export function after(seconds: number): Instant {
  return instant(start + Math.round(seconds * 1000))
}
