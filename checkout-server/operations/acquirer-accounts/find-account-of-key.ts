import type { Outside } from "#checkout-server/outside.ts"
import { openStripeCredentials } from "#contract/stripe-credentials.ts"
import { findAcquirerAccountsOfBuyer } from "#db/queries/acquirer-accounts.ts"
import type { Mode } from "#domain/services/service.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"

/** The buyer's account that has this very key of Stripe's, without asking anybody; null where none has. */
export async function findAccountOfKey(
  outside: Pick<Outside, "db">,
  vault: CredentialVault,
  key: { readonly buyerId: string; readonly mode: Mode; readonly secretKey: string },
): Promise<string | null> {
  const { buyerId, mode, secretKey } = key
  const accounts = await findAcquirerAccountsOfBuyer(outside.db, { buyerId, mode, acquirer: "stripe" })
  const same = accounts.find(({ id, credentials }) => {
    const opened = credentials && vault.open(id, credentials)
    return opened && openStripeCredentials(opened)?.secretKey === secretKey
  })
  return same?.id ?? null
}
