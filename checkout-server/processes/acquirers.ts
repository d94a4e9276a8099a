import { createStripeAcquirer } from "#adapters/acquirer-stripe/acquirer-stripe.ts"
import { whoseAccount } from "#adapters/acquirer-stripe/whose-account.ts"
import { closedAcquirer } from "#checkout-server/processes/closed-acquirer.ts"
import { openStripeCredentials } from "#contract/stripe-credentials.ts"
import type { Database } from "#db/connect.ts"
import { findAcquirerAccount, findAcquirerAccounts } from "#db/queries/acquirer-accounts.ts"
import type { AcquirerAccount, AcquirerEndpoint } from "#domain/acquirers/acquirer-account.ts"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import type { Acquirers, EnteredAcquirer, EnteredCredentials } from "#ports/acquirers.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"
import type { Log } from "#ports/log.ts"

interface AcquirerParts {
  readonly db: Database
  readonly vault: CredentialVault
  readonly log: Log
  readonly sandbox: Acquirer
  /** Where Stripe is reached, by the endpoint of an account. */
  readonly stripe: Readonly<Record<AcquirerEndpoint, StripeAddresses>>
}

/** Stripe's own where they are not given. */
interface StripeAddresses {
  readonly apiUrl?: string | undefined
  readonly pageOrigin?: string | undefined
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
    entered: (credentials) => enter(parts, credentials),
  }
}

function build({ vault, log, stripe }: AcquirerParts, account: AcquirerAccount): Acquirer {
  const opened = account.credentials && vault.open(account.id, account.credentials)
  const credentials = opened && openStripeCredentials(opened)
  if (!credentials) {
    log.error({ account: account.id, key_id: account.credentials?.keyId }, "credentials cannot be opened")
    return closedAcquirer(account.id)
  }
  // An account from before endpoints were kept goes where it always went.
  const addresses = stripe[account.endpoint ?? "own"]
  return createStripeAcquirer({ ...addresses, ...credentials, account: account.id, mode: account.mode })
}

function enter({ stripe }: AcquirerParts, { mode, endpoint, plain }: EnteredCredentials): EnteredAcquirer {
  const account = "entered"
  const credentials = openStripeCredentials(plain)
  if (credentials === null) {
    return { ...closedAcquirer(account), whose: async () => ({ kind: "not_sent", cause: "credentials" }) }
  }
  const { secretKey } = credentials
  const { apiUrl } = stripe[endpoint]
  const { fetch, listChanges } = createStripeAcquirer({ ...stripe[endpoint], ...credentials, account, mode })
  return { fetch, listChanges, whose: (call) => whoseAccount({ apiUrl, secretKey }, call) }
}
