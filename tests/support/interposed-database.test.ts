import { sql } from "drizzle-orm"
import { describe, expect, it } from "vitest"
import type { Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import { basket } from "#db/schema/buyers.ts"
import { ok } from "#domain/problem.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { openTill } from "#tests/support/till.ts"
import { aNewPayment } from "./council.ts"
import type { Inside, Interposer } from "./interposed-database.ts"
import { interposedDatabase } from "./interposed-database.ts"

const till = openTill()

/** The council's database, with every point written down and `inside` in every transaction. */
function watched(inside: Inside = {}) {
  const points: string[] = []
  const interposer: Interposer = {
    read: async (point, run) => {
      points.push(`read ${point}`)
      return await run()
    },
    transaction: async (point, run) => {
      points.push(`transaction ${point}`)
      return await run(inside)
    },
  }
  const { outside } = till.council
  return { points, outside: { ...outside, db: interposedDatabase(outside.db, interposer) } }
}

const number = (transaction: Transaction) => transaction.execute(sql`select 1 as number`)

describe("a point", () => {
  it("is named after the operation that asks, and comes before what it asks", async () => {
    const { points, outside } = watched()
    const payment = await aNewPayment(till.council)
    await cancelPayment(outside, { paymentId: payment.id, by: "service" })
    expect(points).toEqual(["read cancel-payment cancelPayment", "transaction cancel-payment cancelPayment"])
  })

  it("is not met by the same database under its own name", async () => {
    const { points } = watched()
    const payment = await aNewPayment(till.council)
    await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })
    expect(points).toEqual([])
  })
})

describe("a transaction", () => {
  it("is rolled back by what goes wrong before its commit", async () => {
    const lost = new Error("lost")
    const { outside } = watched({
      commit: () => {
        throw lost
      },
    })
    const payment = await aNewPayment(till.council)
    const cancelled = cancelPayment(outside, { paymentId: payment.id, by: "service" })
    await expect(cancelled).rejects.toMatchObject({ cause: lost })
    expect(await till.stateOf(payment.id)).toBe("created")
  })

  it("counts its statements, and fails at one as PostgreSQL does", async () => {
    const seen: number[] = []
    const { outside } = watched({
      statement: (count) => {
        seen.push(count)
        return count === 2 ? "40001" : null
      },
    })
    const work = outside.db.transaction(async (transaction) => {
      await number(transaction)
      await number(transaction)
    })
    await expect(work).rejects.toMatchObject({ cause: { code: "40001", severity: "ERROR" } })
    expect(seen).toEqual([1, 2])
  })

  it("goes on as it was where nothing is to go wrong", async () => {
    const { outside } = watched()
    const answer = await inTransaction(outside.db, async (transaction) => ok(await number(transaction)))
    expect(answer.value).toEqual([{ number: 1 }])
  })
})

describe("rows", () => {
  const numbers = sql`(values (2), (3), (1)) as numbers (n)`

  it("come in an order of their own where the question names none", async () => {
    const { outside } = watched()
    const rows = await outside.db.execute(sql`select n from ${numbers}`)
    expect([...rows]).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  })

  it("come in the order that the question names", async () => {
    const { outside } = watched()
    const rows = await outside.db.execute(sql`select n from ${numbers} order by n desc`)
    expect([...rows]).toEqual([{ n: 3 }, { n: 2 }, { n: 1 }])
  })
})

describe("a write", () => {
  it("outside a transaction is refused", () => {
    const { outside } = watched()
    expect(() => outside.db.update(basket)).toThrow("a write outside a transaction")
  })
})
