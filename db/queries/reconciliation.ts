import type { SQL } from "drizzle-orm"
import { and, asc, eq, gt, gte, inArray, lt, sql } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { paymentFromRow } from "#db/queries/payments.ts"
import { ledgerEntry, ledgerTransaction } from "#db/schema/ledger.ts"
import { payment } from "#db/schema/payments.ts"
import { reconciliationItem } from "#db/schema/reconciliation.ts"
import { dispute } from "#db/schema/refunds.ts"
import type { Instant } from "#domain/instant.ts"
import type { Movement } from "#domain/ledger/match-line.ts"
import { bookedKinds } from "#domain/ledger/match-line.ts"
import type { PostingKind } from "#domain/ledger/posting.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Mode } from "#domain/services/service.ts"

export type ReconciliationItem = typeof reconciliationItem.$inferSelect

const kinds = Object.keys(bookedKinds) as (keyof typeof bookedKinds)[]
const pence = (text: string): Pence => exactPence(Number(text))

/** The payments among these references; the others are strangers'. */
export async function findPaymentsOfBooks(
  reader: Reader,
  references: readonly string[],
): Promise<readonly Payment[]> {
  const rows = await reader
    .select()
    .from(payment)
    .where(inArray(payment.id, [...references]))
    .orderBy(asc(payment.id))
  return rows.map(paymentFromRow)
}

/** A capture that an operator took back was none: no line of the acquirer's books belongs to it. */
const stands = sql`not (${ledgerTransaction.kind} = 'captured' and exists (select 1 from ledger_transaction correction
  where correction.kind = 'capture_corrected' and correction.source_id = ${ledgerTransaction.sourceId}))`

/** The newest attempt: a payment is captured on no other. */
const standsOn = sql<string | null>`(select attempt.external_id from acquirer_object attempt
  where attempt.payment_id = ${payment.id} order by attempt.sequence desc limit 1)`

function movements(reader: Reader, where: SQL | undefined, limit: number) {
  return reader
    .select({
      id: ledgerTransaction.id,
      kind: ledgerTransaction.kind,
      sourceId: ledgerTransaction.sourceId,
      paymentId: payment.id,
      standsOn,
      buyerId: ledgerTransaction.buyerId,
      amount: sql`sum(${ledgerEntry.amount})`.mapWith(pence),
      postedAt: ledgerTransaction.postedAt,
    })
    .from(ledgerTransaction)
    .innerJoin(payment, eq(payment.id, ledgerTransaction.paymentId))
    .innerJoin(ledgerEntry, eq(ledgerEntry.transactionId, ledgerTransaction.id))
    .where(
      and(
        inArray(ledgerTransaction.kind, kinds),
        eq(ledgerEntry.account, "acquirer_receivable"),
        stands,
        where,
      ),
    )
    .groupBy(ledgerTransaction.id, payment.id)
    .orderBy(asc(ledgerTransaction.id))
    .limit(limit)
}

/** More postings than any one payment's refunds and disputes bring; a batch of lines is of few payments. */
const mostOfPayments = 10_000

/** What the postings of these payments moved at the acquirer. */
export async function findMovements(
  reader: Reader,
  paymentIds: readonly string[],
): Promise<readonly Movement[]> {
  if (paymentIds.length === 0) return []
  return await movements(reader, inArray(payment.id, [...paymentIds]), mostOfPayments)
}

/** A page of what was posted in a stretch of time and stands beside no line of the acquirer's books. */
export async function findUnbooked(
  reader: Reader,
  search: {
    readonly acquirer: string
    readonly from: Instant
    readonly to: Instant
    readonly after: string | null
    readonly limit: number
  },
): Promise<readonly Movement[]> {
  const { acquirer, after } = search
  return await movements(
    reader,
    and(
      eq(payment.acquirer, acquirer),
      gte(ledgerTransaction.postedAt, search.from),
      lt(ledgerTransaction.postedAt, search.to),
      after === null ? undefined : gt(ledgerTransaction.id, after),
      sql`not exists (select 1 from reconciliation_item item
        where item.ledger_transaction_id = ${ledgerTransaction.id} and item.in_books)`,
    ),
    search.limit,
  )
}

/** The items of these lines, and every item that stands beside one of these postings. */
export async function findItems(
  reader: Reader,
  search: {
    readonly acquirer: string
    readonly lineIds: readonly string[]
    readonly postingIds: readonly string[]
  },
): Promise<readonly ReconciliationItem[]> {
  const { lineId, ledgerTransactionId } = reconciliationItem
  return await reader
    .select()
    .from(reconciliationItem)
    .where(
      and(
        eq(reconciliationItem.acquirer, search.acquirer),
        eq(reconciliationItem.inBooks, true),
        sql`(${inArray(lineId, [...search.lineIds])} or ${inArray(ledgerTransactionId, [...search.postingIds])})`,
      ),
    )
    .orderBy(asc(lineId))
}

/** Postings that the books of a day are said to lack. */
export async function findMissingItems(
  reader: Reader,
  acquirer: string,
  day: string,
): Promise<readonly ReconciliationItem[]> {
  return await reader
    .select()
    .from(reconciliationItem)
    .where(
      and(
        eq(reconciliationItem.acquirer, acquirer),
        eq(reconciliationItem.day, day),
        eq(reconciliationItem.state, "not_in_books"),
      ),
    )
    .orderBy(asc(reconciliationItem.lineId))
}

/** Our disputes by the acquirer's ids. */
export async function findDisputeIds(
  reader: Reader,
  acquirer: string,
  acquirerDisputeIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (acquirerDisputeIds.length === 0) return new Map()
  const rows = await reader
    .select({ id: dispute.id, acquirerDisputeId: dispute.acquirerDisputeId })
    .from(dispute)
    .where(and(eq(dispute.acquirer, acquirer), inArray(dispute.acquirerDisputeId, [...acquirerDisputeIds])))
    .orderBy(asc(dispute.id))
  return new Map(rows.map(({ id, acquirerDisputeId }) => [acquirerDisputeId, id]))
}

/** What is posted of a kind for these sources, on the acquirer's account. */
export async function findPosted(
  reader: Reader,
  kind: PostingKind,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, Pence>> {
  if (sourceIds.length === 0) return new Map()
  const rows = await reader
    .select({
      sourceId: ledgerTransaction.sourceId,
      amount: sql`sum(${ledgerEntry.amount})`.mapWith(pence),
    })
    .from(ledgerTransaction)
    .innerJoin(ledgerEntry, eq(ledgerEntry.transactionId, ledgerTransaction.id))
    .where(
      and(
        eq(ledgerTransaction.kind, kind),
        inArray(ledgerTransaction.sourceId, [...sourceIds]),
        eq(ledgerEntry.account, "acquirer_receivable"),
      ),
    )
    .groupBy(ledgerTransaction.sourceId)
    .orderBy(asc(ledgerTransaction.sourceId))
  return new Map(rows.map(({ sourceId, amount }) => [sourceId, amount]))
}

/** What a payout holds for one buyer, by the lines that we have seen. `buyerId` null: lines of strangers. */
export interface PayoutShare {
  readonly buyerId: string | null
  readonly mode: Mode | null
  readonly net: Pence
}

/** A payout's shares. */
export async function findPayoutShares(
  reader: Reader,
  acquirer: string,
  payoutId: string,
): Promise<readonly PayoutShare[]> {
  return await reader
    .select({
      buyerId: payment.buyerId,
      mode: payment.mode,
      net: sql`sum(${reconciliationItem.net})`.mapWith(pence),
    })
    .from(reconciliationItem)
    .leftJoin(payment, eq(payment.id, reconciliationItem.reference))
    .where(and(eq(reconciliationItem.acquirer, acquirer), eq(reconciliationItem.payoutId, payoutId)))
    .groupBy(payment.buyerId, payment.mode)
    .orderBy(asc(payment.buyerId), asc(payment.mode))
}
