import { setTimeout as pause } from "node:timers/promises"
import { sql } from "drizzle-orm"
import type { Database, Transaction } from "./connect.ts"

/** Waits between looks at a transaction that may still be committing: two seconds in all, as long as for a lock. */
const waits = [20, 80, 200, 400, 600, 700] as const

/**
 * Whether a transaction was committed whose COMMIT got no answer: `proof` looks for a row that only it can have
 * written. Null: it is still under way after two seconds.
 *
 * An absent row proves nothing while the server may yet carry out the old COMMIT. A transaction that writes has a
 * number, and numbers are given in turn: so this takes one for itself, later than the old one's, and believes in
 * absence only when every transaction with an earlier number has ended. That needs nothing from the old transaction
 * and no right to look at it. After a failover it holds too: what the new primary did not take over by then never
 * comes. A standby cannot give a number, so it is never asked.
 */
export async function wasCommitted(
  database: Database,
  proof: (reader: Transaction) => Promise<boolean>,
): Promise<boolean | null> {
  return await database.transaction(async (reader) => {
    await reader.execute(sql`select pg_current_xact_id()`)
    for (const wait of waits) {
      // Before the proof: its snapshot is then the younger one.
      const isOver = await earlierAreOver(reader)
      if (await proof(reader)) return true
      if (isOver) return false
      await pause(wait)
    }
    return null
  })
}

/** Whether all transactions with an earlier number than this one's have ended, here or in another database. */
async function earlierAreOver(reader: Transaction): Promise<boolean> {
  const [row] = await reader.execute<{ over: boolean }>(
    sql`select pg_snapshot_xmin(pg_current_snapshot()) >= pg_current_xact_id() as over`,
  )
  return row?.over === true
}
