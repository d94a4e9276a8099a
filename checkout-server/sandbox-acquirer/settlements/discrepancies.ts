import { type Answer, failure } from "#sandbox-acquirer/payments/write.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"

/** Books that err: another amount in a line, and in its payout with it. 200 with the line, or 404. */
export async function rewriteLine(
  sql: Database,
  line: { readonly id: string; readonly gross: number },
): Promise<Answer> {
  const [changed] = await sql`
    UPDATE settlement_line SET gross = ${line.gross} WHERE id = ${line.id} RETURNING id, gross, fee, net`
  return changed ? { status: 200, body: changed } : failure(404, "not_found")
}

/** Books that lack everything about a reference; its payments stay. 200 with the number of lines forgotten. */
export async function forgetLines(sql: Database, reference: string): Promise<Answer> {
  const forgotten = await sql`
    DELETE FROM settlement_line WHERE payment_id IN (SELECT id FROM payment WHERE reference = ${reference})`
  return { status: 200, body: { forgotten: forgotten.count } }
}
