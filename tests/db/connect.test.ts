import { sql } from "drizzle-orm"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Connection, Transaction } from "#db/connect.ts"
import { inTransaction, openConnection } from "#db/connect.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { TestDatabase } from "#tests/support/test-database.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

let database: TestDatabase
let connection: Connection

beforeAll(async () => {
  database = await createTestDatabase()
  connection = openConnection(database.url, "a-name")
})
afterAll(async () => {
  await connection.close()
  await database.drop()
})

const insertBuyer = (transaction: Transaction, id: string) =>
  transaction.execute(
    sql`insert into buyer values (${id}, ${id}, ${id}, '{}', '{}', 'https://council.example', now())`,
  )

async function buyers(): Promise<readonly unknown[]> {
  const rows = await connection.database.execute(sql`select id from buyer order by id`)
  return rows.map((row) => row["id"])
}

describe("a connection", () => {
  it("runs as the processes' role, named, with limits", async () => {
    const [row] = await connection.database.execute(sql`
      select current_user as role, current_setting('application_name') as name,
        current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle,
        current_setting('transaction_timeout') as transaction`)
    expect(row).toEqual({
      role: "civic_pay_app",
      name: "a-name",
      statement: "5s",
      lock: "2s",
      idle: "10s",
      transaction: "15s",
    })
  })

  it("comes back after the database cut it off", async () => {
    const other = openConnection(database.url, "cut-off")
    await other.database.execute(sql`select 1`)
    const owner = postgres(database.url, { max: 1, onnotice: () => {} })
    const cut =
      await owner`select pg_terminate_backend(pid) as done from pg_stat_activity where application_name = 'cut-off'`
    expect(cut.length).toBeGreaterThan(0)
    const answered = async () => {
      const rows = await other.database.execute(sql`select 1 as one`).catch(() => [])
      return rows.length
    }
    await expect.poll(answered).toBe(1)
    await Promise.all([other.close(), owner.end()])
  })
})

describe("a transaction", () => {
  it("that is ok commits", async () => {
    const answer = await inTransaction(connection.database, async (transaction) => {
      await insertBuyer(transaction, "kept")
      return ok("done")
    })
    expect(answer).toEqual({ ok: true, value: "done" })
    expect(await buyers()).toEqual(["kept"])
  })

  it("that refuses answers so and keeps nothing", async () => {
    const answer = await inTransaction(connection.database, async (transaction) => {
      await insertBuyer(transaction, "refused")
      return refuse("payment_changed")
    })
    expect(answer).toEqual({ ok: false, problem: "payment_changed" })
    expect(await buyers()).toEqual(["kept"])
  })

  it("that breaks throws and keeps nothing", async () => {
    const broken = inTransaction(connection.database, async (transaction) => {
      await insertBuyer(transaction, "broken")
      await transaction.execute(sql`select 1 / 0`)
      return ok(null)
    })
    await expect(broken).rejects.toMatchObject({ cause: { code: "22012" } })
    expect(await buyers()).toEqual(["kept"])
  })
})
