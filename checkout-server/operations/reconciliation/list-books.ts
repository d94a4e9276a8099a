import type { AcquirerOutside } from "#checkout-server/outside.ts"
import { secondMilliseconds } from "#domain/instant.ts"
import type { UtcDay } from "#domain/utc-day.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import type { SettlementDay } from "#ports/acquirer-books.ts"

/** The books of a day may be long. */
const listMilliseconds = 20 * secondMilliseconds

/** The acquirer's books of a day, closed or not; null where it gave no usable answer. */
export async function listBooks(outside: AcquirerOutside, day: UtcDay): Promise<SettlementDay | null> {
  const outcome = await outside.acquirer.listSettlements(readCall(outside, listMilliseconds), day)
  return outcome.kind === "ok" ? outcome.value : null
}
