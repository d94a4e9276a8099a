import type { AnyColumn, SQL } from "drizzle-orm"
import { sql } from "drizzle-orm"
import { bigint, customType } from "drizzle-orm/pg-core"
import type { Instant } from "#domain/instant.ts"
import { instant } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"

/** `timestamptz(3)` as an `Instant`: milliseconds in, milliseconds out. */
export const instantColumn = customType<{ data: Instant; driverData: string }>({
  dataType: () => "timestamp (3) with time zone",
  toDriver: (value) => new Date(value).toISOString(),
  fromDriver: (value) => instant(new Date(value).getTime()),
})

/** `bigint` pence. Sums stay below 2^53: the CHECKs cap one payment at £100,000. */
export const penceColumn = (name: string) => bigint(name, { mode: "number" }).$type<Pence>()

/** `column in ('a', 'b')` for a CHECK built from a closed list of the domain. */
export function oneOf(column: AnyColumn | SQL, values: readonly string[]): SQL {
  const list = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ")
  return sql`${column} in (${sql.raw(list)})`
}
