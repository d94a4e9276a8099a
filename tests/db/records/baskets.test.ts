import { describe, expect, it } from "vitest"
import { findBasket } from "#db/queries/baskets.ts"
import { insertBasket, lockBasket } from "#db/records/baskets.ts"
import { instant, later } from "#domain/instant.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const createdAt = instant(Date.UTC(2026, 10, 22, 9, 30))

async function aBasket(id: string, reference = "501234567") {
  const { service } = await till.council.page("council-tax")
  const basket = { id, serviceId: service.id, reference, createdAt, expiresAt: later(createdAt, 1000) }
  await till.council.outside.db.transaction((transaction) => insertBasket(transaction, basket))
  return basket
}

describe("a basket", () => {
  it("is found as it was written", async () => {
    const basket = await aBasket("kept")
    expect(await findBasket(till.council.outside.db, "kept")).toEqual(basket)
    expect(await findBasket(till.council.outside.db, "unknown")).toBeNull()
  })

  it.each(["", "x".repeat(65)])("with a reference of another length is refused", async (reference) => {
    await expect(aBasket("bad", reference)).rejects.toMatchObject({
      cause: { constraint_name: "basket_reference" },
    })
  })

  it("that is held makes the second press wait", async () => {
    const { db } = till.council.outside
    await aBasket("held")
    const order: string[] = []
    let second: Promise<void> | undefined
    await db.transaction(async (transaction) => {
      await lockBasket(transaction, "held")
      second = db.transaction(async (other) => {
        await lockBasket(other, "held")
        order.push("second")
      })
      const waiting = async () => {
        const rows =
          await till.sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
        return rows.length
      }
      await expect.poll(waiting).toBe(1)
      order.push("first")
    })
    await second
    expect(order).toEqual(["first", "second"])
  })
})
