import { eq } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import type { Basket } from "#db/queries/baskets.ts"
import { basket } from "#db/schema/buyers.ts"

/** Writes a new basket. */
export async function insertBasket(transaction: Transaction, row: Basket): Promise<void> {
  await transaction.insert(basket).values(row)
}

/** Holds a basket until the transaction ends: two presses of one button take turns. */
export async function lockBasket(transaction: Transaction, id: string): Promise<void> {
  await transaction.select({ id: basket.id }).from(basket).where(eq(basket.id, id)).for("update")
}
