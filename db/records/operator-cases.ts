import { and, eq, isNull } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { operatorCase } from "#db/schema/operator-cases.ts"
import type { OperatorCase } from "#domain/operator-cases/operator-case.ts"

/** Opens a case; while one of the same reason and subject is open, that one stands. */
export async function openOperatorCase(
  transaction: Transaction,
  opened: Omit<OperatorCase, "closedAt" | "closedBy" | "evidence">,
): Promise<void> {
  await transaction.insert(operatorCase).values(opened).onConflictDoNothing()
}

/** Ends the open case of a reason and subject; nothing where none is open. */
export async function closeOperatorCase(
  transaction: Transaction,
  closed: Required<Pick<OperatorCase, "reason" | "subjectId" | "closedAt" | "closedBy" | "evidence">>,
): Promise<void> {
  const { reason, subjectId, ...end } = closed
  await transaction
    .update(operatorCase)
    .set(end)
    .where(
      and(
        eq(operatorCase.reason, reason),
        eq(operatorCase.subjectId, subjectId),
        isNull(operatorCase.closedAt),
      ),
    )
}

/** Ends one case; false where it has ended already. */
export async function endOperatorCase(
  transaction: Transaction,
  ended: Required<Pick<OperatorCase, "id" | "closedAt" | "closedBy" | "evidence">>,
): Promise<boolean> {
  const { id, ...end } = ended
  const updated = await transaction
    .update(operatorCase)
    .set(end)
    .where(and(eq(operatorCase.id, id), isNull(operatorCase.closedAt)))
    .returning({ id: operatorCase.id })
  return updated.length === 1
}
