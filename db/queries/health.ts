import { sql } from "drizzle-orm"
import type { Database } from "#db/connect.ts"

/** True where the database answers a trivial question. */
export async function databaseAnswers(database: Database): Promise<boolean> {
  return await database.execute(sql`select 1`).then(
    () => true,
    () => false,
  )
}
