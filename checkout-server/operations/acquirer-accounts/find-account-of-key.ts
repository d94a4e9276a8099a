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
): Promise<{ readonly account: string; readonly signingSecrets: number } | null> {
  const { buyerId, mode, secretKey } = key
  const accounts = await findAcquirerAccountsOfBuyer(outside.db, { buyerId, mode, acquirer: "stripe" })
  for (const { id, credentials } of accounts) {
    const plain = credentials === null ? null : vault.open(id, credentials)
    const opened = plain === null ? null : openStripeCredentials(plain)
    if (opened?.secretKey === secretKey) return { account: id, signingSecrets: opened.webhookSecrets.length }
  }
  return null
}
