import type { SQL } from "drizzle-orm"
import { and, eq, getTableColumns, gt, isNull, sql } from "drizzle-orm"
import type { Database, Reader, Transaction } from "#db/connect.ts"
import { prebuilt } from "#db/prebuilt.ts"
import type { Door } from "#db/records/payments.ts"
import { apiKey, service } from "#db/schema/buyers.ts"
import { payment, paymentEvent } from "#db/schema/payments.ts"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import type { HistoryEvent } from "#domain/payments/change.ts"
import type { Payment } from "#domain/payments/payment.ts"

/** What a new payment never brings: it can only come later. */
const later = { lastRefusal: true, card: true, capturedAt: true } as const
/** May be empty, where a placeholder of JSON's own type would make JSON's `null` of nothing. */
const jsonColumns: readonly string[] = ["metadata", "prefilledCardholder"]

function newRow() {
  const columns = Object.entries(getTableColumns(payment)).map(([name, column]) => {
    const value = sql.placeholder(name)
    const written = jsonColumns.includes(name) ? sql`${value}::text::jsonb` : sql`${sql.param(value, column)}`
    if (name === "prevState") return [name, sql`'created'`.as(column.name)]
    return [name, (name in later ? sql`null` : written).as(column.name)]
  })
  return Object.fromEntries(columns) as Record<keyof typeof payment.$inferInsert, SQL.Aliased>
}

/** Builds the insertion of a payment and the first line of its history for each row of `source`: one, or none. */
function buildInsertPayment(writer: Reader, source: SQL) {
  const row = writer.select(newRow()).from(source)
  const born = writer.$with("born").as(writer.insert(payment).select(row).returning())
  return writer
    .with(born)
    .insert(paymentEvent)
    .select((query) =>
      query
        .select({
          paymentId: born.id,
          version: born.version,
          buyerId: born.buyerId,
          serviceId: born.serviceId,
          mode: born.mode,
          event: sql`${sql.placeholder("event")}::text`.as("event"),
          from: sql`${born.state}`.as("from_state"),
          to: sql`${born.state}`.as("to_state"),
          door: sql`${sql.placeholder("door")}::text`.as("door"),
          operatorCase: sql`false`.as("operator_case"),
          at: sql`${born.createdAt}`.as("at"),
        })
        .from(born),
    )
    .returning({ paymentId: paymentEvent.paymentId })
}

/** What the statement's placeholders stand for. */
function birth(born: Payment, door: Door) {
  const text = (value: object | null) => (value === null ? null : JSON.stringify(value))
  const event: HistoryEvent = "born"
  const { metadata, prefilledCardholder } = born
  return {
    ...born,
    metadata: text(metadata),
    prefilledCardholder: text(prefilledCardholder),
    event,
    door,
  }
}

/** Writes a new payment and the first line of its history, in one statement. */
export async function insertPayment(transaction: Transaction, born: Payment, door: Door): Promise<void> {
  const always = sql`(select 1) as always`
  await buildInsertPayment(transaction, always).prepare("insert_payment").execute(birth(born, door))
}

const insertForHolder = prebuilt((database) => {
  const value = sql.placeholder
  const holds = and(
    eq(apiKey.id, value("keyId")),
    isNull(apiKey.revokedAt),
    gt(apiKey.expiresAt, sql.param(value("createdAt"), apiKey.expiresAt)),
    sql`${apiKey.scopes} @> ${value("scopes")}::text::jsonb`,
    eq(apiKey.serviceId, value("serviceId")),
    eq(apiKey.buyerId, value("buyerId")),
    eq(apiKey.mode, value("mode")),
    eq(service.acquirer, value("acquirer")),
    service.enabled,
  )
  const holder = sql`(select 1 from ${apiKey} join ${service} on ${eq(service.id, apiKey.serviceId)}
    where ${holds}) as holder`
  return buildInsertPayment(database, holder).prepare("insert_payment_for_holder")
})

/**
 * The same as a transaction of its own, for the holder of a key. False, and nothing is written, where what is believed
 * of the key no longer holds at this very moment: it was revoked, lost a scope, or its service takes no payments.
 */
export async function insertPaymentForHolder(
  database: Database,
  { born, door, key }: { readonly born: Payment; readonly door: Door; readonly key: ApiKey },
): Promise<boolean> {
  const values = { ...birth(born, door), keyId: key.id, scopes: JSON.stringify(key.scopes) }
  return (await insertForHolder(database).execute(values)).length === 1
}
