import { and, asc, eq, gt, inArray, max, sql } from "drizzle-orm"
import type { Database, Reader } from "#db/connect.ts"
import { paymentFromRow } from "#db/queries/payments.ts"
import { refundFromRow } from "#db/queries/refunds.ts"
import { ledgerEntry, ledgerTransaction } from "#db/schema/ledger.ts"
import { acquirerObject, operation } from "#db/schema/operations.ts"
import { payment } from "#db/schema/payments.ts"
import { dispute, refund } from "#db/schema/refunds.ts"
import { inSnapshot } from "#db/snapshot.ts"
import type { PaymentBooks } from "#domain/ledger/payment-books.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"
import { openOperationStates } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"

/** A page of a list in the order of ids: at most `limit`, after one of them. */
export interface PageAfter {
  readonly after: string | null
  readonly limit: number
}

/** PostgreSQL's sums come as text. */
const sumOfPence = sql`coalesce(sum(${ledgerEntry.amount}), 0)`.mapWith((text: string) =>
  exactPence(Number(text)),
)

/** How many lines each posting has and what they sum to. */
export interface PostingBalance {
  readonly id: string
  readonly paymentId: string | null
  readonly lines: number
  readonly sum: Pence
}

/** A page of postings with their balances. */
export async function findPostingBalances(
  reader: Reader,
  page: PageAfter,
): Promise<readonly PostingBalance[]> {
  const found = reader
    .select({ id: ledgerTransaction.id, paymentId: ledgerTransaction.paymentId })
    .from(ledgerTransaction)
    .where(page.after === null ? undefined : gt(ledgerTransaction.id, page.after))
    .orderBy(asc(ledgerTransaction.id))
    .limit(page.limit)
    .as("found")
  return await reader
    .select({
      id: found.id,
      paymentId: found.paymentId,
      lines: sql<number>`count(${ledgerEntry.line})::int`,
      sum: sumOfPence,
    })
    .from(found)
    .leftJoin(ledgerEntry, eq(ledgerEntry.transactionId, found.id))
    .groupBy(found.id, found.paymentId)
    .orderBy(asc(found.id))
}

/** A page of payments with all that is written about their money, as it stood at one moment. */
export async function readPaymentBooks(
  database: Database,
  page: PageAfter,
): Promise<readonly PaymentBooks[]> {
  return await inSnapshot(database, async (reader) => {
    const rows = await reader
      .select()
      .from(payment)
      .where(page.after === null ? undefined : gt(payment.id, page.after))
      .orderBy(asc(payment.id))
      .limit(page.limit)
    return await booksOf(reader, rows.map(paymentFromRow))
  })
}

/** The same for one payment; null where there is none. */
export async function readBooksOfPayment(database: Database, id: string): Promise<PaymentBooks | null> {
  return await inSnapshot(database, async (reader) => {
    const rows = await reader.select().from(payment).where(eq(payment.id, id))
    const [books] = await booksOf(reader, rows.map(paymentFromRow))
    return books ?? null
  })
}

async function booksOf(reader: Reader, payments: readonly Payment[]): Promise<readonly PaymentBooks[]> {
  const ids = payments.map(({ id }) => id)
  if (ids.length === 0) return []
  const [posted, refunds, disputes, objects, open] = await Promise.all([
    findPostedSums(reader, ids),
    reader
      .select()
      .from(refund)
      .where(inArray(refund.paymentId, ids))
      .orderBy(asc(refund.createdAt), asc(refund.id)),
    reader
      .select()
      .from(dispute)
      .where(inArray(dispute.paymentId, ids))
      .orderBy(asc(dispute.openedAt), asc(dispute.id)),
    reader
      .select({ paymentId: acquirerObject.paymentId, externalId: acquirerObject.externalId })
      .from(acquirerObject)
      .where(inArray(acquirerObject.paymentId, ids))
      .orderBy(asc(acquirerObject.paymentId), asc(acquirerObject.sequence)),
    findOpenSince(reader, ids),
  ])
  return payments.map((one) => ({
    payment: one,
    posted: posted.filter(({ paymentId }) => paymentId === one.id).map(({ paymentId, ...rest }) => rest),
    refunds: refunds.filter(({ paymentId }) => paymentId === one.id).map(refundFromRow),
    disputes: disputes.filter(({ paymentId }) => paymentId === one.id).map(({ prevState, ...rest }) => rest),
    acquirerPaymentIds: objects
      .filter(({ paymentId }) => paymentId === one.id)
      .map(({ externalId }) => externalId),
    openSince: open.find(({ paymentId }) => paymentId === one.id)?.since ?? null,
  }))
}

async function findPostedSums(reader: Reader, ids: readonly string[]) {
  const { kind, sourceId, paymentId } = ledgerTransaction
  return await reader
    .select({ paymentId, kind, sourceId, account: ledgerEntry.account, amount: sumOfPence })
    .from(ledgerTransaction)
    .innerJoin(ledgerEntry, eq(ledgerEntry.transactionId, ledgerTransaction.id))
    .where(inArray(paymentId, [...ids]))
    .groupBy(paymentId, kind, sourceId, ledgerEntry.account)
    .orderBy(asc(paymentId), asc(kind), asc(sourceId), asc(ledgerEntry.account))
}

async function findOpenSince(reader: Reader, ids: readonly string[]) {
  return await reader
    .select({ paymentId: operation.paymentId, since: max(operation.createdAt) })
    .from(operation)
    .where(and(inArray(operation.paymentId, [...ids]), inArray(operation.state, [...openOperationStates])))
    .groupBy(operation.paymentId)
    .orderBy(asc(operation.paymentId))
}

/** Which of an acquirer's payments are known here. */
export async function findKnownObjects(
  reader: Reader,
  acquirer: string,
  externalIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (externalIds.length === 0) return new Set()
  const rows = await reader
    .select({ externalId: acquirerObject.externalId })
    .from(acquirerObject)
    .where(and(eq(acquirerObject.acquirer, acquirer), inArray(acquirerObject.externalId, [...externalIds])))
    .orderBy(asc(acquirerObject.externalId))
  return new Set(rows.map(({ externalId }) => externalId))
}
