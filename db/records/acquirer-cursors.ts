import type { Transaction } from "#db/connect.ts"
import { acquirerCursor } from "#db/schema/reconciliation.ts"

/** Keeps where reading an acquirer's list of changes goes on. */
export async function recordCursor(
  transaction: Transaction,
  row: typeof acquirerCursor.$inferInsert,
): Promise<void> {
  const { cursor, readAt } = row
  await transaction
    .insert(acquirerCursor)
    .values(row)
    .onConflictDoUpdate({ target: acquirerCursor.acquirer, set: { cursor, readAt } })
}
