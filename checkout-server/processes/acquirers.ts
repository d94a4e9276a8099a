import { createStripeAcquirer } from "#adapters/acquirer-stripe/acquirer-stripe.ts"
import { closedAcquirer } from "#checkout-server/processes/closed-acquirer.ts"
import { openStripeCredentials } from "#contract/stripe-credentials.ts"
import type { Database } from "#db/connect.ts"
import { findAcquirerAccount, findAcquirerAccounts } from "#db/queries/acquirer-accounts.ts"
import type { AcquirerAccount } from "#domain/acquirers/acquirer-account.ts"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import type { Acquirers } from "#ports/acquirers.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"
import type { Log } from "#ports/log.ts"

interface AcquirerParts {
  readonly db: Database
  readonly vault: CredentialVault
  readonly log: Log
  readonly sandbox: Acquirer
  /** Where Stripe is reached; its own addresses unless the settings say otherwise. */
  readonly stripe: { readonly apiUrl?: string | undefined; readonly pageOrigin?: string | undefined }
}

/** Builds each account's acquirer when it is first needed, and again once its credentials have changed. */
export function createAcquirers(parts: AcquirerParts): Acquirers {
  const built = new Map<string, { readonly version: number; readonly acquirer: Acquirer }>()
  return {
    of: async (account) => {
      if (account === sandboxAccount) return parts.sandbox
      const row = await findAcquirerAccount(parts.db, account)
      if (row === null) return closedAcquirer(account)
      const known = built.get(account)
      if (known?.version === row.version) return known.acquirer
      const acquirer = build(parts, row)
      built.set(account, { version: row.version, acquirer })
      return acquirer
    },
    all: async () => (await findAcquirerAccounts(parts.db)).map(({ id }) => id),
  }
}

function build({ vault, log, stripe }: AcquirerParts, account: AcquirerAccount): Acquirer {
  const opened = account.credentials && vault.open(account.id, account.credentials)
  const credentials = opened && openStripeCredentials(opened)
  if (!credentials) {
    log.error({ account: account.id, key_id: account.credentials?.keyId }, "credentials cannot be opened")
    return closedAcquirer(account.id)
  }
  return createStripeAcquirer({ ...stripe, ...credentials, account: account.id, mode: account.mode })
}
