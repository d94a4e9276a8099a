import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Database, Reader } from "#db/connect.ts"
import {
  CommitUnknown,
  inOneStatement,
  inRepeatableTransaction,
  inTransaction,
  openConnection,
} from "#db/connect.ts"
import { ok } from "#domain/problem.ts"
import type { CuttingProxy } from "./cutting-proxy.ts"
import { startCuttingProxy } from "./cutting-proxy.ts"
import type { Notebook } from "./notebook.ts"
import { aNotebook, note } from "./notebook.ts"

let notebook: Notebook

beforeAll(async () => {
  notebook = await aNotebook()
})
afterAll(async () => await notebook.end())

/** A way to the database that can be cut, with a pool of its own that knows no statement yet. */
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

/** Writes a line; counts its runs. */
function writer(database: Database, line: string) {
  const written = { runs: 0 }
  const proof = async (reader: Reader) =>
    (await reader.execute(sql`select 1 from note where line = ${line}`)).length > 0
  const write = (options: { readonly proof?: typeof proof }) =>
    inTransaction(
      database,
      async (transaction) => {
        written.runs += 1
        await note(transaction, line)
        return ok(written.runs)
      },
      options,
    )
  return { written, proof, write }
}

async function timesWritten(line: string): Promise<number> {
  return (await notebook.lines()).filter((one) => one === line).length
}

describe("a COMMIT that never reached the server", () => {
  it.each(["closed", "reset"] as const)("is proven absent, and the work runs again (%s)", async (how) => {
    await behindProxy(async (proxy, database) => {
      const line = `never arrived, ${how}`
      const { write, proof } = writer(database, line)
      proxy.cut({ from: "client", text: "commit", how })
      expect(await write({ proof })).toEqual({ ok: true, value: 2 })
      expect(await timesWritten(line)).toBe(1)
    })
  })

  it("is unknown without a proof", async () => {
    await behindProxy(async (proxy, database) => {
      const { write, written } = writer(database, "never arrived, no proof")
      proxy.cut({ from: "client", text: "commit", how: "closed" })
      const unknown = write({})
      await expect(unknown).rejects.toThrow(CommitUnknown)
      await expect(unknown).rejects.toMatchObject({ cause: { code: "CONNECTION_CLOSED" } })
      expect([written.runs, await timesWritten("never arrived, no proof")]).toEqual([1, 0])
    })
  })

  it("is an error where the second run is lost too", async () => {
    await behindProxy(async (proxy, database) => {
      const { write, proof, written } = writer(database, "lost twice")
      proxy.cut({ from: "client", text: "commit", how: "closed" })
      const lost = write({ proof })
      await proxy.seen("pg_snapshot_xmin")
      proxy.cut({ from: "client", text: "insert into note", how: "closed" })
      await expect(lost).rejects.toMatchObject({ code: "CONNECTION_CLOSED" })
      expect([written.runs, await timesWritten("lost twice")]).toEqual([2, 0])
    })
  })
})

describe("a COMMIT whose answer was lost", () => {
  it.each(["closed", "reset"] as const)("is proven, and the first answer stands (%s)", async (how) => {
    await behindProxy(async (proxy, database) => {
      const line = `answer lost, ${how}`
      const { write, proof } = writer(database, line)
      proxy.cut({ from: "server", text: "COMMIT\0", how })
      expect(await write({ proof })).toEqual({ ok: true, value: 1 })
      expect(await timesWritten(line)).toBe(1)
    })
  })

  it("is proven once the database is back", async () => {
    await behindProxy(async (proxy, database) => {
      const { write, proof } = writer(database, "answer lost, away")
      proxy.cut({ from: "server", text: "COMMIT\0", how: "closed" })
      proxy.refuse(3)
      expect(await write({ proof })).toEqual({ ok: true, value: 1 })
      expect(await timesWritten("answer lost, away")).toBe(1)
    })
  })

  it("is followed by a second run where a repeat is safe", async () => {
    await behindProxy(async (proxy, database) => {
      proxy.cut({ from: "server", text: "COMMIT\0", how: "closed" })
      const once = inRepeatableTransaction(database, async (transaction) => {
        await transaction.execute(sql`insert into single values ('safe') on conflict do nothing`)
        return ok("kept")
      })
      expect(await once).toEqual({ ok: true, value: "kept" })
      expect([...(await notebook.owner`select line from single`)]).toEqual([{ line: "safe" }])
    })
  })

  it("of one statement is found by its proof, and not written again", async () => {
    await behindProxy(async (proxy, database) => {
      const { proof } = writer(database, "one statement")
      proxy.cut({ from: "server", text: "INSERT 0 1\0", how: "closed" })
      const answer = await inOneStatement(
        database,
        {
          statement: async (reached) => {
            await reached.execute(sql`insert into note values (${"one statement"})`)
            return ok("answered")
          },
          written: ok("written"),
        },
        { proof },
      )
      expect(answer).toEqual({ ok: true, value: "written" })
      expect(await timesWritten("one statement")).toBe(1)
    })
  })

  it("is unknown without a proof, and not run again", async () => {
    await behindProxy(async (proxy, database) => {
      const { write, written } = writer(database, "answer lost, no proof")
      proxy.cut({ from: "server", text: "COMMIT\0", how: "closed" })
      await expect(write({})).rejects.toThrow(CommitUnknown)
      expect([written.runs, await timesWritten("answer lost, no proof")]).toEqual([1, 1])
    })
  })

  it("is unknown where the proof breaks", async () => {
    await behindProxy(async (proxy, database) => {
      const { write } = writer(database, "answer lost, broken proof")
      proxy.cut({ from: "server", text: "COMMIT\0", how: "closed" })
      const proof = async (reader: Reader) => (await reader.execute(sql`select 1 / 0`)).length > 0
      const unknown = write({ proof })
      await expect(unknown).rejects.toThrow(CommitUnknown)
      await expect(unknown).rejects.toMatchObject({ cause: { code: "CONNECTION_CLOSED" } })
    })
  })
})

describe("a COMMIT that is still on its way to the server", () => {
  it("is waited for before its absence is believed", async () => {
    await behindProxy(async (proxy, database) => {
      const { write, proof } = writer(database, "late")
      proxy.cut({ from: "client", text: "commit", how: "held" })
      const written = write({ proof })
      const secondLook = proxy.seen("pg_snapshot_xmin").then(() => proxy.seen("pg_snapshot_xmin"))
      await Promise.race([secondLook, written])
      expect(await timesWritten("late")).toBe(0)
      proxy.release()
      expect(await written).toEqual({ ok: true, value: 1 })
      expect(await timesWritten("late")).toBe(1)
    })
  })

  it("is unknown where it does not arrive in time", async () => {
    await behindProxy(async (proxy, database) => {
      const { write, proof, written } = writer(database, "too late")
      proxy.cut({ from: "client", text: "commit", how: "held" })
      await expect(write({ proof })).rejects.toThrow(CommitUnknown)
      proxy.release()
      await expect.poll(() => timesWritten("too late")).toBe(1)
      expect(written.runs).toBe(1)
    })
  })
})
