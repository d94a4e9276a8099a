import { eq, sql } from "drizzle-orm"
import { afterAll, expect, it } from "vitest"
import { inTransaction, openConnection } from "#db/connect.ts"
import { basket } from "#db/schema/buyers.ts"
import { ok } from "#domain/problem.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

const database = await createTestDatabase()
const connection = openConnection(database.url, "prepared")
afterAll(async () => {
  await connection.close()
  await database.drop()
})

it("a statement is parsed once a connection, in a transaction and outside", async () => {
  const look = (id: string) => connection.database.select().from(basket).where(eq(basket.id, id))
  await look("one")
  await look("another")
  const counted = await inTransaction(connection.database, async (transaction) => {
    for (const id of ["one", "another"]) {
      await transaction.select({ id: basket.id }).from(basket).where(eq(basket.id, id))
    }
    return ok(
      await transaction.execute<{ calls: number }>(sql`
        select (generic_plans + custom_plans)::int as calls from pg_prepared_statements
        where statement like 'select "id" from "basket" where%'`),
    )
  })
  expect([...counted.value]).toEqual([{ calls: 2 }])
})

it("a statement without parameters is sent as it is", async () => {
  await connection.database.execute(sql`select 'unprepared'`)
  const kept = await connection.database.execute(
    sql`select 1 from pg_prepared_statements where statement like ${"select 'unprepared'%"}`,
  )
  expect([...kept]).toEqual([])
})
