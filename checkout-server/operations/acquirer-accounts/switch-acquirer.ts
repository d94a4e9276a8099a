import type { Outside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findAcquirerAccount } from "#db/queries/acquirer-accounts.ts"
import { switchServices } from "#db/records/acquirer-accounts.ts"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Mode } from "#domain/services/service.ts"
import { testAcquirer } from "#operations/acquirer-accounts/test-acquirer.ts"

type SwitchProblem = "acquirer_missing" | "acquirer_unavailable"

/**
 * Sends the new payments of a buyer's services of one mode to an account; those that have begun finish where they are.
 * `acquirer_missing`: the buyer has no such account in this mode. `acquirer_unavailable`: the account does not answer, or
 * its credentials are not taken, so nobody could pay.
 */
export async function switchAcquirer(
  outside: Outside,
  input: { readonly buyerId: string; readonly mode: Mode; readonly account: string },
): Promise<Result<number, SwitchProblem>> {
  const { buyerId, mode, account } = input
  const found = await findAcquirerAccount(outside.db, account)
  const isTheirs = found?.mode === mode && (found.buyerId === null || found.buyerId === buyerId)
  if (!isTheirs) return refuse("acquirer_missing")
  if (account !== sandboxAccount && (await testAcquirer(outside, account)) !== "works") {
    return refuse("acquirer_unavailable")
  }
  const switched = await inRepeatableTransaction(outside.db, async (transaction) =>
    ok(await switchServices(transaction, { buyerId, mode, acquirer: account })),
  )
  outside.log.info({ account, buyer_id: buyerId, mode, services: switched.value }, "acquirer switched")
  return switched
}
