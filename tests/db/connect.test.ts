import { sql } from "drizzle-orm"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Connection, Database, Transaction } from "#db/connect.ts"
import { inTransaction, openConnection } from "#db/connect.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { TestDatabase } from "#tests/support/test-database.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import type { Notebook } from "./notebook.ts"
import { aNotebook, note } from "./notebook.ts"

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

describe("a transaction that PostgreSQL rolled back for another's sake", () => {
  async function inNotebook(test: (notebook: Notebook, database: Database) => Promise<void>): Promise<void> {
    const notebook = await aNotebook()
    const opened = openConnection(notebook.url, "conflicts")
    try {
      await test(notebook, opened.database)
    } finally {
      await opened.close()
      await notebook.end()
    }
  }

  it("is run again, so that both of a deadlock get through once", async () => {
    await inNotebook(async ({ owner }, shared) => {
      const bump = (transaction: Transaction, name: string) =>
        transaction.execute(sql`update tally set count = count + 1 where name = ${name}`)
      const bothHold = Promise.withResolvers<void>()
      let runs = 0
      let holding = 0
      const cross = (first: string, second: string) =>
        inTransaction(shared, async (transaction) => {
          runs += 1
          await bump(transaction, first)
          holding += 1
          if (holding === 2) bothHold.resolve()
          await bothHold.promise
          await bump(transaction, second)
          return ok(null)
        })
      const answers = await Promise.all([cross("one", "other"), cross("other", "one")])
      expect(answers.map((answer) => answer.ok)).toEqual([true, true])
      expect(runs).toBeGreaterThan(2)
      expect([...(await owner`select count from tally order by name`)]).toEqual([{ count: 2 }, { count: 2 }])
    })
  })

  it.each(["40001", "40P01"])("is run three times more at most (%s)", async (state) => {
    await inNotebook(async ({ owner, lines }, shared) => {
      let runs = 0
      const refusedFirst = (times: number) =>
        inTransaction(shared, async (transaction) => {
          runs += 1
          await note(transaction, `after ${times}`)
          await transaction.execute(sql`select refuse_tries(${times}, ${state})`)
          return ok(runs)
        })
      expect(await refusedFirst(3)).toEqual({ ok: true, value: 4 })
      await owner`alter sequence try restart`
      await expect(refusedFirst(4)).rejects.toMatchObject({ cause: { code: state } })
      expect(runs).toBe(8)
      expect(await lines()).toEqual(["after 3"])
    })
  })

  it("is not run again where COMMIT itself was refused", async () => {
    await inNotebook(async ({ owner }, shared) => {
      let runs = 0
      const twice = inTransaction(shared, async (transaction) => {
        runs += 1
        await transaction.execute(sql`insert into late values ('same'), ('same')`)
        return ok(null)
      })
      await expect(twice).rejects.toMatchObject({ code: "23505" })
      expect([runs, await owner`select * from late`]).toEqual([1, []])
    })
  })
})
