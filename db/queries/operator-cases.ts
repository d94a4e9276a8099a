import { and, asc, eq, isNull, sql } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { operatorCase } from "#db/schema/operator-cases.ts"
import type { OperatorCase, OperatorReason } from "#domain/operator-cases/operator-case.ts"

/** Open cases, the oldest first; at most `limit`. */
export async function findOpenCases(reader: Reader, limit: number): Promise<readonly OperatorCase[]> {
  return await reader
    .select()
    .from(operatorCase)
    .where(isNull(operatorCase.closedAt))
    .orderBy(asc(operatorCase.openedAt), asc(operatorCase.id))
    .limit(limit)
}

/** The case with this id; null where there is none. */
export async function findCase(reader: Reader, id: string): Promise<OperatorCase | null> {
  const [row] = await reader.select().from(operatorCase).where(eq(operatorCase.id, id))
  return row ?? null
}

/** True where people have been told of this, whether or not they have ended it. */
export async function isKnownCase(
  reader: Reader,
  reason: OperatorReason,
  subjectId: string,
): Promise<boolean> {
  const [row] = await reader
    .select({ id: operatorCase.id })
    .from(operatorCase)
    .where(and(eq(operatorCase.reason, reason), eq(operatorCase.subjectId, subjectId)))
    .limit(1)
  return row !== undefined
}

/** True while people look at a payment for this reason. */
export async function hasOpenCase(
  reader: Reader,
  reason: OperatorReason,
  paymentId: string,
): Promise<boolean> {
  const [row] = await reader
    .select({ id: operatorCase.id })
    .from(operatorCase)
    .where(
      and(
        eq(operatorCase.reason, reason),
        eq(operatorCase.paymentId, paymentId),
        isNull(operatorCase.closedAt),
      ),
    )
    .limit(1)
  return row !== undefined
}

/** How many cases are open, by reason; a reason without one is absent. */
export async function countOpenCases(reader: Reader): Promise<ReadonlyMap<OperatorReason, number>> {
  const rows = await reader
    .select({ reason: operatorCase.reason, count: sql<number>`count(*)::int` })
    .from(operatorCase)
    .where(isNull(operatorCase.closedAt))
    .groupBy(operatorCase.reason)
    .orderBy(asc(operatorCase.reason))
  return new Map(rows.map(({ reason, count }) => [reason, count]))
}
