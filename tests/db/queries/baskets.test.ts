import { expect, it } from "vitest"
import { findBasket } from "#db/queries/baskets.ts"
import { insertBasket } from "#db/records/baskets.ts"
import { instant } from "#domain/instant.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

it("a basket is found by its id, times to the millisecond", async () => {
  const { db } = till.council.outside
  const { service } = await till.council.page("council-tax")
  const basket = {
    id: "one",
    serviceId: service.id,
    reference: "501234567",
    createdAt: instant(1_795_339_800_001),
    expiresAt: instant(1_795_426_200_999),
  }
  await db.transaction((transaction) => insertBasket(transaction, basket))
  expect(await findBasket(db, "one")).toEqual(basket)
  expect(await findBasket(db, "two")).toBeNull()
})
