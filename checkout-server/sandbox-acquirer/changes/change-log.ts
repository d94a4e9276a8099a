import { type Answer, failure, type Write } from "#sandbox-acquirer/payments/write.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"

/** Two numbers that no other program of the database locks. */
const changeLock = [7_219_034, 2] as const
const pageMax = 100

interface ChangeRow {
  readonly id: string
  readonly payment_id: string
  readonly reference: string
  readonly at: Date
}

/**
 * Notes that something happened to a payment. Changes are numbered in the order in which they commit, for which
 * they queue: otherwise a reader could pass over a number that is committed after a higher one.
 */
export async function recordChange({ tx, now }: Pick<Write, "tx" | "now">, paymentId: string): Promise<void> {
  await queueForCommit(tx)
  await tx`INSERT INTO payment_change (payment_id, at) VALUES (${paymentId}, ${now})`
}

/** Waits until every transaction that has asked for a number before this one has ended. */
export async function queueForCommit(tx: Transaction): Promise<void> {
  await tx`SELECT pg_advisory_xact_lock(${changeLock[0]}, ${changeLock[1]})`
}

/**
 * What happened after a cursor, from a moment on, or from the beginning, oldest first and a page at a time: pointers
 * that carry no state. `next_cursor` goes on after the page, or waits for what is to come; it is null only where
 * nothing ever happened. 400 for a cursor that was never given.
 */
export async function listChanges(
  sql: Database,
  from: { readonly cursor?: string | undefined; readonly since?: string | undefined },
): Promise<Answer> {
  const { cursor, since } = from
  const after = cursor === undefined ? null : /^chg_(\d{1,15})$/.exec(cursor)?.[1]
  if (after === undefined) return failure(400, "invalid_request")
  // Read before the page, so that what comes between the two is on the next one.
  const [newest] = await sql<
    { id: string }[]
  >`SELECT 'chg_' || seq AS id FROM payment_change ORDER BY seq DESC LIMIT 1`
  const found = await sql<ChangeRow[]>`
    SELECT 'chg_' || c.seq AS id, c.payment_id, p.reference, c.at
    FROM payment_change c JOIN payment p ON p.id = c.payment_id
    WHERE ${
      after === null
        ? sql`c.seq >= (SELECT min(seq) FROM payment_change WHERE at >= ${new Date(since ?? 0)})`
        : sql`c.seq > ${after}`
    }
    ORDER BY c.seq LIMIT ${pageMax + 1}`
  const changes = found.slice(0, pageMax)
  const next_cursor = changes.at(-1)?.id ?? cursor ?? newest?.id ?? null
  return { status: 200, body: { changes, next_cursor, complete: found.length <= pageMax } }
}
