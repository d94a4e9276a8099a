import { and, asc, eq, isNull, ne, sql } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import type { ReconciliationItem } from "#db/queries/reconciliation.ts"
import { operatorCase } from "#db/schema/operator-cases.ts"
import { reconciliationItem } from "#db/schema/reconciliation.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"

/** A difference as people see it. */
export interface ReconciliationException extends ReconciliationItem {
  /** What the posting that it is about moved at the acquirer. */
  readonly posted: Pence | null
  /** The open case; null where somebody has noted it. */
  readonly caseId: string | null
}

/** Differences between the acquirer's books and the ledger, oldest first; at most `limit`. */
export async function findExceptions(
  reader: Reader,
  limit: number,
): Promise<readonly ReconciliationException[]> {
  const rows = await reader
    .select({
      item: reconciliationItem,
      posted: sql<string | null>`(select sum(amount) from ledger_entry
        where transaction_id = ${reconciliationItem.ledgerTransactionId} and account = 'acquirer_receivable')`,
      caseId: operatorCase.id,
    })
    .from(reconciliationItem)
    .leftJoin(
      operatorCase,
      and(
        eq(operatorCase.reason, "settlement_difference"),
        eq(operatorCase.subjectId, reconciliationItem.lineId),
        isNull(operatorCase.closedAt),
      ),
    )
    .where(ne(reconciliationItem.state, "matched"))
    .orderBy(asc(reconciliationItem.day), asc(reconciliationItem.lineId))
    .limit(limit)
  return rows.map(({ item, posted, caseId }) => ({
    ...item,
    posted: posted === null ? null : exactPence(Number(posted)),
    caseId,
  }))
}
