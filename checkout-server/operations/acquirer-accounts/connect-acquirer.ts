import type { Outside } from "#checkout-server/outside.ts"
import type { StripeCredentials } from "#contract/stripe-credentials.ts"
import { writeStripeCredentials } from "#contract/stripe-credentials.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findAcquirerAccountOfBuyer } from "#db/queries/acquirer-accounts.ts"
import { insertAcquirerAccount, replaceCredentials } from "#db/records/acquirer-accounts.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Mode } from "#domain/services/service.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"

/**
 * Keeps a buyer's credentials with Stripe, encrypted; a later call replaces them. Answers the account's id. Nothing is
 * asked of Stripe yet, and no payment goes there before the services are switched.
 */
export async function connectAcquirer(
  outside: Outside,
  vault: CredentialVault,
  input: { readonly buyerId: string; readonly mode: Mode; readonly credentials: StripeCredentials },
): Promise<Result<string, "acquirer_changed">> {
  const { buyerId, mode } = input
  const plain = writeStripeCredentials(input.credentials)
  const fresh = `stripe_${outside.ids.next()}`
  return await inRepeatableTransaction(
    outside.db,
    async (transaction): Promise<Result<string, "acquirer_changed">> => {
      const known = await findAcquirerAccountOfBuyer(transaction, { buyerId, mode, acquirer: "stripe" })
      if (known !== null) {
        const { id, version } = known
        const change = { id, version, credentials: vault.seal(id, plain) }
        return (await replaceCredentials(transaction, change)) ? ok(id) : refuse("acquirer_changed")
      }
      await insertAcquirerAccount(transaction, {
        id: fresh,
        acquirer: "stripe",
        mode,
        buyerId,
        credentials: vault.seal(fresh, plain),
        version: 1,
        createdAt: outside.clock.now(),
        testedAt: null,
      })
      outside.log.info({ account: fresh, buyer_id: buyerId, mode }, "acquirer connected")
      return ok(fresh)
    },
  )
}
