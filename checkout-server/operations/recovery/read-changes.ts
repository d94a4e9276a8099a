import type { AcquirerOutside } from "#checkout-server/outside.ts"
import { secondMilliseconds } from "#domain/instant.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import type { ChangePage, ChangesFrom } from "#ports/acquirer.ts"

/** An acquirer's list may be long to gather. */
const listMilliseconds = 20 * secondMilliseconds

/**
 * A page of what happened at the acquirer. `refused`: it does not know the cursor. `unanswered`: no usable answer, or
 * one that would never end.
 */
export async function readChanges(
  outside: AcquirerOutside,
  from: ChangesFrom,
): Promise<ChangePage | "refused" | "unanswered"> {
  const call = readCall(outside, listMilliseconds)
  const outcome = await outside.acquirer.listChanges(call, from)
  if (outcome.kind === "refused") return "refused"
  if (outcome.kind !== "ok") return "unanswered"
  const { complete, nextCursor } = outcome.value
  const standsStill = nextCursor === ("cursor" in from ? from.cursor : null)
  if (complete || !standsStill) return outcome.value
  outside.log.warn({ acquirer: outside.acquirer.name }, "a list of changes that does not go on")
  return "unanswered"
}
