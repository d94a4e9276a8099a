import { expect } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aStartedPayment } from "#tests/support/council.ts"

/** What every payment of these steps costs. */
export const providerAmount = exactPence(14_250)

/** A payment whose payee has pressed on to the acquirer's page, and that page's object. */
export async function aHandedOver(checkout: Checkout, delayedCapture = false) {
  const { id } = await aStartedPayment(checkout.council, { delayedCapture })
  const { location } = await checkout.post(checkout.payPath(id, "/provider"))
  return { id, location, object: (await checkout.entryOf(id))?.externalId ?? "" }
}

type Acquirer = Checkout["council"]["outside"]["acquirer"]

/** What happened on the acquirer's page meanwhile. */
export function changeAtAcquirer(
  checkout: Checkout,
  object: string,
  change: Parameters<Acquirer["change"]>[1],
): void {
  checkout.council.outside.acquirer.change(object, change)
}

/** The payee comes back from the acquirer's page; the page they land on. */
export async function cameBack(checkout: Checkout, id: string, language?: "cy") {
  const answer = await checkout.get(checkout.payPath(id, "/return", language))
  expect(answer.status).toBe(303)
  expect(answer.location.split("?")[0]).toBe(checkout.payPath(id, "", language))
  return await checkout.get(answer.location)
}

/** Does `work` while the acquirer gives no answer. */
export async function whileDown<T>(checkout: Checkout, work: () => Promise<T>): Promise<T> {
  const { acquirer } = checkout.council.outside
  acquirer.down = true
  return await work().finally(() => {
    acquirer.down = false
  })
}
