import type { Outside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findAcquirerAccounts } from "#db/queries/acquirer-accounts.ts"
import { replaceSeal } from "#db/records/acquirer-accounts.ts"
import { ok } from "#domain/problem.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"

/** How many accounts' credentials are now under the newest key, and the ids of those that no key of the ring opens. */
export interface Rewrapped {
  readonly done: number
  readonly closed: readonly string[]
}

/** Encrypts every account's own key anew with the newest key of the ring: after it, the older keys may go. */
export async function rewrapCredentials(outside: Outside, vault: CredentialVault): Promise<Rewrapped> {
  const closed: string[] = []
  let done = 0
  for (const { id, version, credentials } of await findAcquirerAccounts(outside.db)) {
    if (credentials === null) continue
    const rewrapped = vault.rewrap(id, credentials)
    if (rewrapped === null) {
      closed.push(id)
      continue
    }
    const { value } = await inRepeatableTransaction(outside.db, async (transaction) =>
      ok(await replaceSeal(transaction, { id, version, credentials: rewrapped })),
    )
    if (value) done += 1
  }
  return { done, closed }
}
