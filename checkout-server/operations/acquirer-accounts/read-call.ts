import type { Outside } from "#checkout-server/outside.ts"
import type { AcquirerCall } from "#ports/acquirer.ts"

/** A call that only reads: no operation of ours stands behind it, and nothing is lost when it is never answered. */
export function readCall(
  { ids, limits }: Pick<Outside, "ids" | "limits">,
  timeoutMilliseconds: number = limits.fetch,
): AcquirerCall {
  const id = ids.next()
  return { operationId: id, idempotencyKey: id, timeoutMilliseconds }
}
