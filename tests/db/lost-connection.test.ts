import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Database, Transaction } from "#db/connect.ts"
import { inTransaction, openConnection } from "#db/connect.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { CuttingProxy } from "./cutting-proxy.ts"
import { startCuttingProxy } from "./cutting-proxy.ts"
import type { Notebook } from "./notebook.ts"
import { aNotebook, note } from "./notebook.ts"

let notebook: Notebook

beforeAll(async () => {
  notebook = await aNotebook()
})
afterAll(async () => await notebook.end())

async function behindProxy(test: (proxy: CuttingProxy, database: Database) => Promise<void>): Promise<void> {
  const proxy = await startCuttingProxy(notebook.url)
  const connection = openConnection(proxy.url, "behind-proxy")
  try {
    await test(proxy, connection.database)
  } finally {
    await connection.close()
    await proxy.close()
  }
}

async function timesWritten(line: string): Promise<number> {
  return (await notebook.lines()).filter((one) => one === line).length
}

/** Every connection of the pool answers, and with the answer to its own question. */
async function expectWholePool(database: Database): Promise<void> {
  const asked = Array.from({ length: 30 }, (_, index) => index)
  const answers = await Promise.all(
    asked.map(
      async (index) => (await database.execute(sql`select ${index}::int as got, pg_sleep(0.01)`))[0]?.["got"],
    ),
  )
  expect(answers).toEqual(asked)
}

const cutHere = (transaction: Transaction) => transaction.execute(sql`select 'cut here'`)

describe("a connection lost in the middle of a transaction", () => {
  it.each(["closed", "reset"] as const)("is repeated once, on another one (%s)", async (how) => {
    await behindProxy(async (proxy, database) => {
      const line = `lost in the middle, ${how}`
      let runs = 0
      proxy.cut({ from: "client", text: "cut here", how })
      const answer = await inTransaction(database, async (transaction) => {
        runs += 1
        await note(transaction, line)
        await cutHere(transaction)
        return ok("done")
      })
      expect([answer, runs, await timesWritten(line)]).toEqual([{ ok: true, value: "done" }, 2, 1])
      await expectWholePool(database)
    })
  })

  it("is an error the second time", async () => {
    await behindProxy(async (proxy, database) => {
      let runs = 0
      const lost = inTransaction(database, async (transaction) => {
        runs += 1
        proxy.cut({ from: "client", text: "cut here", how: "closed" })
        await note(transaction, "lost twice")
        await cutHere(transaction)
        return ok(null)
      })
      await expect(lost).rejects.toMatchObject({ code: "CONNECTION_CLOSED" })
      expect([runs, await timesWritten("lost twice")]).toEqual([2, 0])
      await expectWholePool(database)
    })
  })

  it("keeps what the work asks afterwards from everybody else", async () => {
    await behindProxy(async (proxy, database) => {
      let runs = 0
      const others: Promise<unknown>[] = []
      const answer = await inTransaction(database, async (transaction) => {
        runs += 1
        if (runs === 1) {
          proxy.cut({ from: "client", text: "cut here", how: "closed" })
          await cutHere(transaction).catch(() => {})
          others.push(expectWholePool(database))
          await Promise.all(others)
          await note(transaction, "said too late")
        }
        return ok("done")
      })
      expect([answer, runs]).toEqual([{ ok: true, value: "done" }, 2])
      expect(await timesWritten("said too late")).toBe(0)
      await expectWholePool(database)
    })
  })

  it("is noticed where the server ends the session between two statements", async () => {
    await behindProxy(async (_, database) => {
      let runs = 0
      const answer = await inTransaction(database, async (transaction) => {
        runs += 1
        await note(transaction, "session ended")
        const [row] = await transaction.execute(sql`select pg_backend_pid() as pid`)
        if (runs === 1) await notebook.owner`select pg_terminate_backend(${Number(row?.["pid"])}, 5000)`
        await transaction.execute(sql`select 1`)
        return ok(null)
      })
      expect([answer.ok, runs, await timesWritten("session ended")]).toEqual([true, 2, 1])
      await expectWholePool(database)
    })
  })

  it("does not change an answer that keeps nothing", async () => {
    await behindProxy(async (proxy, database) => {
      proxy.cut({ from: "client", text: "rollback", how: "closed" })
      const answer = await inTransaction(database, async (transaction) => {
        await note(transaction, "refused")
        return refuse("payment_changed")
      })
      expect(answer).toEqual({ ok: false, problem: "payment_changed" })
      expect(await timesWritten("refused")).toBe(0)
    })
  })
})

describe("a transaction that has ended", () => {
  it("takes no more questions", async () => {
    await behindProxy(async (_, database) => {
      const kept: Transaction[] = []
      await inTransaction(database, async (transaction) => {
        kept.push(transaction)
        return ok(null)
      })
      const late = kept.map((transaction) => note(transaction, "after the end"))
      await expect(Promise.all(late)).rejects.toMatchObject({
        cause: { message: "the transaction is over" },
      })
      expect(await timesWritten("after the end")).toBe(0)
    })
  })
})

describe("a database that cannot be reached", () => {
  it("is waited for before the work begins, however often it refuses", async () => {
    await behindProxy(async (proxy, database) => {
      let runs = 0
      proxy.refuse(4)
      await inTransaction(database, async (transaction) => {
        runs += 1
        await note(transaction, "began late")
        return ok(null)
      })
      expect([runs, await timesWritten("began late")]).toEqual([1, 1])
    })
  })

  it("is given up within seconds", async () => {
    await behindProxy(async (proxy, database) => {
      proxy.refuse(1_000)
      const begun = performance.now()
      const never = inTransaction(database, async () => ok(null))
      await expect(never).rejects.toMatchObject({ code: expect.stringMatching(/^(?:ECONN|CONNECT)/) })
      expect(performance.now() - begun).toBeLessThan(10_000)
    })
  })

  it("is not waited for by a pool that is closed", async () => {
    const connection = openConnection(notebook.url, "closed")
    await connection.close()
    const refused = inTransaction(connection.database, async () => ok(null))
    await expect(refused).rejects.toMatchObject({ code: "CONNECTION_ENDED" })
  })
})

describe("a server that takes no writes any more", () => {
  it("is left for another, and its connections are closed", async () => {
    const { owner, url } = notebook
    const name = new URL(url).pathname.slice(1)
    const connection = openConnection(url, "demoted")
    try {
      await owner.unsafe(`alter database ${name} set default_transaction_read_only = on`)
      const stale = await Promise.all(
        Array.from({ length: 3 }, () =>
          connection.database.execute(sql`select pg_backend_pid() as pid, pg_sleep(0.05)`),
        ),
      )
      await owner.unsafe(`alter database ${name} reset default_transaction_read_only`)
      await Promise.all(
        stale.map(() =>
          inTransaction(connection.database, async (transaction) => {
            await note(transaction, "written elsewhere")
            return ok(null)
          }),
        ),
      )
      expect(await timesWritten("written elsewhere")).toBe(stale.length)
      const pids = stale.map(([row]) => Number(row?.["pid"]))
      expect([...(await owner`select pid from pg_stat_activity where pid in ${owner(pids)}`)]).toEqual([])
      await expectWholePool(connection.database)
    } finally {
      await connection.close()
    }
  })

  it("is an error where there is no other", async () => {
    const { owner, url } = notebook
    const name = new URL(url).pathname.slice(1)
    const connection = openConnection(url, "demoted")
    try {
      await owner.unsafe(`alter database ${name} set default_transaction_read_only = on`)
      const refused = inTransaction(connection.database, async (transaction) => {
        await note(transaction, "nowhere")
        return ok(null)
      })
      await expect(refused).rejects.toMatchObject({ code: "25006" })
    } finally {
      await owner.unsafe(`alter database ${name} reset default_transaction_read_only`)
      await connection.close()
    }
    expect(await timesWritten("nowhere")).toBe(0)
  })
})
