import { setTimeout as pause } from "node:timers/promises"
import type postgres from "postgres"

/** A program at work on the same rows may come first. */
const attempts = 10
const pauseBetween = 250

/**
 * Lets `milliseconds` pass for all that is written in `schema`: every moment moves back by as much, which to every
 * program is the same as waiting. Guards against a changed past are off meanwhile.
 */
export async function age(sql: postgres.Sql, schema: string, milliseconds: number): Promise<void> {
  const columns = await sql<{ table: string; column: string }[]>`
    SELECT table_name AS table, column_name AS column
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = ${schema} AND table_type = 'BASE TABLE' AND data_type = 'timestamp with time zone'
    ORDER BY 1, 2`
  const tables = Map.groupBy(columns, ({ table }) => table)
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sql.begin(async (tx) => {
        await tx`SET LOCAL session_replication_role = replica`
        for (const [table, dated] of tables) {
          const moves = dated.map(({ column }) => `"${column}" = "${column}" - $1 * interval '1 millisecond'`)
          await tx.unsafe(`UPDATE "${schema}"."${table}" SET ${moves.join(", ")}`, [milliseconds])
        }
      })
      return
    } catch (error) {
      if (attempt === attempts) throw error
      await pause(pauseBetween)
    }
  }
}
