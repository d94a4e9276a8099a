import type { Outside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findAcquirerAccount } from "#db/queries/acquirer-accounts.ts"
import { recordTested } from "#db/records/acquirer-accounts.ts"
import { secondMilliseconds } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"

const checkMilliseconds = 15 * secondMilliseconds

/**
 * How a check went. `refused`: the acquirer does not take the credentials. `unanswered`: it gave no usable answer.
 * `missing`: there is no such account.
 */
export type AcquirerTested = "works" | "refused" | "unanswered" | "missing"

/** Asks an acquirer, with an account's credentials, for what happened in the last moment: a read that moves no money. */
export async function testAcquirer(outside: Outside, account: string): Promise<AcquirerTested> {
  const found = await findAcquirerAccount(outside.db, account)
  if (found === null) return "missing"
  const acquirer = await outside.acquirers.of(account)
  const at = outside.clock.now()
  const call = readCall(outside, checkMilliseconds)
  const outcome = await acquirer.listChanges(call, { since: at })
  if (outcome.kind === "ok") {
    await inRepeatableTransaction(outside.db, async (transaction) => {
      await recordTested(transaction, { id: account, version: found.version, at })
      return ok(null)
    })
    return "works"
  }
  const isRefused = outcome.kind === "not_sent" && outcome.cause === "credentials"
  return isRefused ? "refused" : "unanswered"
}
