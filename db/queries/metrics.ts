import { and, asc, count, eq, inArray, isNull, max, min, sql } from "drizzle-orm"
import type { Database, Reader } from "#db/connect.ts"
import { countOpenCases } from "#db/queries/operator-cases.ts"
import { acquirerNotification, operation } from "#db/schema/operations.ts"
import { operatorCase } from "#db/schema/operator-cases.ts"
import { acquirerCursor, reconciliationDay, reconciliationItem } from "#db/schema/reconciliation.ts"
import { webhookDelivery } from "#db/schema/webhooks.ts"
import type { Instant } from "#domain/instant.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import type { OperationKind, OperationState } from "#domain/payments/operation.ts"
import { openOperationStates } from "#domain/payments/operation.ts"
import type { DeliveryState } from "#domain/webhooks/delivery.ts"

/** Who asks, asks again soon: a count that takes longer than this is not worth its cost. */
const longestMilliseconds = 2_000

/** How many wait, and since when the oldest of them does. */
export interface Waiting {
  readonly count: number
  readonly oldest: Instant | null
}

/** What waits, and what is overdue: the numbers by which people see whether all is well. */
export interface Standing {
  readonly cases: ReadonlyMap<OperatorReason, number>
  readonly operations: readonly (Waiting & { readonly kind: OperationKind; readonly state: OperationState })[]
  /** `oldest`: when the longest overdue was due. */
  readonly deliveries: readonly (Waiting & { readonly state: DeliveryState })[]
  readonly notifications: Waiting
  /** Differences between the acquirer's books and the ledger that nobody has ended. */
  readonly differences: number
  /** The newest reconciled day; null where none is. */
  readonly reconciledDay: string | null
  /** When the acquirer's list of changes was read last; null where it never was. */
  readonly changesReadAt: Instant | null
}

/** Reads it all on one connection; throws where that takes too long. */
export async function readStanding(database: Database): Promise<Standing> {
  return await database.transaction(async (reader) => {
    await reader.execute(sql.raw(`set local statement_timeout = ${longestMilliseconds}`))
    return {
      cases: await countOpenCases(reader),
      operations: await openOperations(reader),
      deliveries: await deliveriesThatWait(reader),
      notifications: await notificationsThatWait(reader),
      differences: await openDifferences(reader),
      reconciledDay: await newestDay(reader),
      changesReadAt: await lastReading(reader),
    }
  })
}

async function openOperations(reader: Reader): Promise<Standing["operations"]> {
  return await reader
    .select({
      kind: operation.kind,
      state: operation.state,
      count: count(),
      oldest: min(operation.createdAt),
    })
    .from(operation)
    .where(inArray(operation.state, [...openOperationStates]))
    .groupBy(operation.kind, operation.state)
    .orderBy(asc(operation.kind), asc(operation.state))
}

/** Those on their way, and those that nobody will try again. */
const watchedDeliveries: readonly DeliveryState[] = ["pending", "sending", "exhausted"]

async function deliveriesThatWait(reader: Reader): Promise<Standing["deliveries"]> {
  return await reader
    .select({ state: webhookDelivery.state, count: count(), oldest: min(webhookDelivery.nextAt) })
    .from(webhookDelivery)
    .where(inArray(webhookDelivery.state, [...watchedDeliveries]))
    .groupBy(webhookDelivery.state)
    .orderBy(asc(webhookDelivery.state))
}

async function notificationsThatWait(reader: Reader): Promise<Waiting> {
  const [row] = await reader
    .select({ count: count(), oldest: min(acquirerNotification.receivedAt) })
    .from(acquirerNotification)
    .where(eq(acquirerNotification.state, "received"))
  return row ?? { count: 0, oldest: null }
}

async function openDifferences(reader: Reader): Promise<number> {
  const [row] = await reader
    .select({ count: count() })
    .from(reconciliationItem)
    .innerJoin(
      operatorCase,
      and(
        eq(operatorCase.reason, "settlement_difference"),
        eq(operatorCase.subjectId, reconciliationItem.lineId),
        isNull(operatorCase.closedAt),
      ),
    )
    .where(sql`${reconciliationItem.state} <> 'matched'`)
  return row?.count ?? 0
}

async function newestDay(reader: Reader): Promise<string | null> {
  const [row] = await reader.select({ day: max(reconciliationDay.day) }).from(reconciliationDay)
  return row?.day ?? null
}

async function lastReading(reader: Reader): Promise<Instant | null> {
  const [row] = await reader.select({ at: max(acquirerCursor.readAt) }).from(acquirerCursor)
  return row?.at ?? null
}
