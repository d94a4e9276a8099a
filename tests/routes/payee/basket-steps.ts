import type { Checkout } from "#tests/routes/payee/checkout.ts"

/** Answers the first page of Council Tax; the address of the basket. `prefix` is `/cy` for Welsh. */
export async function councilTaxBasket(checkout: Checkout, prefix = ""): Promise<string> {
  return (await checkout.post(`${prefix}/p/arwel-vale/council-tax`, { reference: "501234567" })).location
}

/** The same for garden waste. */
export async function gardenBasket(checkout: Checkout, prefix = ""): Promise<string> {
  return (await checkout.post(`${prefix}/p/arwel-vale/garden-waste`, { reference: "GW24KX7MT" })).location
}

/** The payments of a basket, smallest amount first. */
export async function paymentsOf(checkout: Checkout, basketPath: string) {
  const basketId = basketPath.replace(/^.*\/basket\//, "").slice(0, 26)
  const rows = await checkout.sql`select id, state, amount::int, metadata from payment
    where basket_id = ${basketId} order by amount, id`
  return rows.map((row) => ({
    id: String(row["id"]),
    state: row["state"],
    amount: row["amount"],
    metadata: row["metadata"],
  }))
}
