import { and, desc, eq, inArray } from "drizzle-orm"
import type { Reader, Transaction } from "#db/connect.ts"
import { operation } from "#db/schema/operations.ts"
import { dispute } from "#db/schema/refunds.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { openOperationStates } from "#domain/payments/operation.ts"

/** The row as the domain's dispute, without what only the database needs. */
export function disputeFromRow(row: typeof dispute.$inferSelect): Dispute {
  const { prevState, ...rest } = row
  return rest
}

/** The dispute with this id; null where there is none. */
export async function findDispute(reader: Reader, id: string): Promise<Dispute | null> {
  const [row] = await reader.select().from(dispute).where(eq(dispute.id, id))
  return row ? disputeFromRow(row) : null
}

/** The newest answer to each of these disputes; one that was never answered is absent. */
export async function findNewestAnswers(
  reader: Reader,
  disputeIds: readonly string[],
): Promise<ReadonlyMap<string, Operation>> {
  if (disputeIds.length === 0) return new Map()
  const rows = await reader
    .selectDistinctOn([operation.disputeId])
    .from(operation)
    .where(inArray(operation.disputeId, [...disputeIds]))
    .orderBy(operation.disputeId, desc(operation.createdAt), desc(operation.id))
  return new Map(rows.flatMap((row) => (row.disputeId === null ? [] : [[row.disputeId, row]])))
}

/** The answer with this id, whatever became of it; null where there is none. */
export async function findAnswerOperation(reader: Reader, id: string): Promise<Operation | null> {
  const [row] = await reader
    .select()
    .from(operation)
    .where(and(eq(operation.id, id), eq(operation.kind, "answer")))
  return row ?? null
}

/**
 * The answer with this id while it is open, held until the transaction ends: no sweep takes it meanwhile, and one that
 * is taking it is waited for. Null once it has ended, though the dispute may have another answer by then.
 */
export async function lockOpenAnswer(transaction: Transaction, id: string): Promise<Operation | null> {
  const [row] = await transaction
    .select()
    .from(operation)
    .where(
      and(
        eq(operation.id, id),
        eq(operation.kind, "answer"),
        inArray(operation.state, [...openOperationStates]),
      ),
    )
    .for("update")
  return row ?? null
}
