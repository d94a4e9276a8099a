import { eq } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { basket } from "#db/schema/buyers.ts"
import type { Instant } from "#domain/instant.ts"

/** What a payee is about to pay, before there is an amount. */
export interface Basket {
  readonly id: string
  readonly serviceId: string
  readonly reference: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/** The basket with this id; null where there is none. */
export async function findBasket(reader: Reader, id: string): Promise<Basket | null> {
  const [row] = await reader.select().from(basket).where(eq(basket.id, id))
  return row ?? null
}
